/**
 * Judges what a run has recorded: a history of writes and reads against the log's own order, leases against the promise
 * made to their holders, and the digests of the nodes against each other.
 *
 * <p>The checkers are witness checkers: every answer carries the place in the log at which it took effect, so nothing is
 * searched for. They know nothing of processes and faults; a violation is a sentence about the history.
 */
@NullMarked
package io.serviceregistry.bench.check;

import org.jspecify.annotations.NullMarked;
