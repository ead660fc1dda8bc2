/**
 * Whether this node belongs to the cluster, before there is a log to tell it: who founds a cluster, who waits to be added to
 * one, and why an empty disk never votes. Knows nothing of Raft.
 */
@NullMarked
package io.serviceregistry.node.membership;

import org.jspecify.annotations.NullMarked;
