package io.serviceregistry.client;

/**
 * A node to be added to the cluster. It runs already, with an empty data directory.
 *
 * @param nodeId the node
 * @param grpcAddress its address for clients, "host:port"
 * @param peerAddress its address for other nodes, "host:port"
 * @param raftAddress its address for Raft, "host:port"
 * @param httpAddress its address for clients by HTTP, "host:port"; empty when it takes none
 */
public record NewMember(
        String nodeId, String grpcAddress, String peerAddress, String raftAddress, String httpAddress) {}
