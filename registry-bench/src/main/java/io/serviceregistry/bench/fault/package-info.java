/**
 * Fault runs: a real cluster of processes under load, faults aimed at its leader, and a verdict by the checkers of {@link
 * io.serviceregistry.bench.check}.
 *
 * <p>{@link io.serviceregistry.bench.fault.FaultRun} is a run; what it varies is in {@link
 * io.serviceregistry.bench.fault.FaultPlan}. The load talks to each node through channels of that node's own, so that a
 * sick node goes on being asked; the holders of leases use the client library, as applications do.
 */
@NullMarked
package io.serviceregistry.bench.fault;

import org.jspecify.annotations.NullMarked;
