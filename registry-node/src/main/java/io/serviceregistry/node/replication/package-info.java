/**
 * How commands reach the log and how reads wait for it: the ports behind which the Raft library and the network stand,
 * and the logic over them (lanes, proposer, read barrier, published views).
 */
@NullMarked
package io.serviceregistry.node.replication;

import org.jspecify.annotations.NullMarked;
