/**
 * How soon a change is visible: from the call that makes it, or the end of a lease, to each node's watches and reads.
 *
 * <p>Writer, watches and readers are in one process and read one monotonic clock, so that a time between two of them means
 * something. Calls are made at a steady rate far below what the registry can take: what is measured is the way, not the queue
 * before it.
 */
@NullMarked
package io.serviceregistry.bench.visibility;

import org.jspecify.annotations.NullMarked;
