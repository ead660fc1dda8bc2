/**
 * Load: many callers that wait for nothing but their own answers, on a few connections, and what became of their calls.
 *
 * <p>The generator shares the machine with what it measures, so it is lean: no thread for each caller, requests built once
 * where they can be, callbacks on the threads of the connections. It knows two ways of asking: a closed loop, where a caller
 * asks again when it has its answer, and an open loop, where calls are due at a rate whatever the answers do.
 */
@NullMarked
package io.serviceregistry.bench.load;

import org.jspecify.annotations.NullMarked;
