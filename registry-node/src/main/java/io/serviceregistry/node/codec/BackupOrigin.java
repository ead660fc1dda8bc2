package io.serviceregistry.node.codec;

import java.util.List;

/**
 * What a backup says of its writer; what it says of the state is taken from the state.
 *
 * @param clusterId the cluster that it is of
 * @param nodeId the node that writes it
 * @param nodeVersion the version of that node
 * @param takenAtUnixMillis the wall time, for people
 * @param peerAddresses where the nodes of the cluster call one another, "host:port"
 */
public record BackupOrigin(
        String clusterId, String nodeId, String nodeVersion, long takenAtUnixMillis, List<String> peerAddresses) {
    public BackupOrigin {
        peerAddresses = List.copyOf(peerAddresses);
    }
}
