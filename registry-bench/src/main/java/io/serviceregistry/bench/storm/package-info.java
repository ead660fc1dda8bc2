/**
 * Kinds of faults, a family in each class: of processes, of disks, of the network between nodes. A {@link
 * io.serviceregistry.bench.storm.Kind} does a fault to a {@link io.serviceregistry.bench.storm.Ground}, and the {@link
 * io.serviceregistry.bench.storm.Injury} undoes it; what happens to the promises meanwhile is for others to judge.
 */
@NullMarked
package io.serviceregistry.bench.storm;

import org.jspecify.annotations.NullMarked;
