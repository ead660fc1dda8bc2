/**
 * The adapter to Apache Ratis, and the only place that knows it: entries in and out of its log, its view of the cluster,
 * its settings, and snapshots kept durable beside it. Translates; decides nothing about leases or instances.
 */
@NullMarked
package io.serviceregistry.node.raft;

import org.jspecify.annotations.NullMarked;
