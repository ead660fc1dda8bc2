package io.serviceregistry.client;

import org.jspecify.annotations.Nullable;

/**
 * One member of the cluster.
 *
 * @param nodeId the node
 * @param grpcAddress its address for clients, "host:port"
 * @param peerAddress its address for other nodes, "host:port"
 * @param raftAddress its address for Raft, "host:port"
 * @param httpAddress its address for clients by HTTP, "host:port"; empty when it takes none
 * @param voter true when it votes
 * @param status what it says of itself; null when it did not answer within a second
 */
public record Member(
        String nodeId,
        String grpcAddress,
        String peerAddress,
        String raftAddress,
        String httpAddress,
        boolean voter,
        @Nullable NodeStatus status) {}
