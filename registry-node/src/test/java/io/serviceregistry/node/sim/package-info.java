/**
 * Whole clusters in one thread and virtual time: the real state, write path, leases and read barriers of several nodes over
 * a simulated log and network, with faults from a seed and invariants that are looked at all the time.
 */
@NullMarked
package io.serviceregistry.node.sim;

import org.jspecify.annotations.NullMarked;
