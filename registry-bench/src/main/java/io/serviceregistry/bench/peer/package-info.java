/**
 * The registry and a peer side by side: three processes each on one machine, the same client stack, the same job, measured in
 * turn.
 *
 * <p>The peer is etcd, for which a registration is a lease and a key attached to it.
 */
@NullMarked
package io.serviceregistry.bench.peer;

import org.jspecify.annotations.NullMarked;
