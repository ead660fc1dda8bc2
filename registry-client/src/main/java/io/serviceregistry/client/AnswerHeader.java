package io.serviceregistry.client;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer comes from and which state it reflects.
 *
 * @param clusterId the cluster
 * @param nodeId the node that answered
 * @param role its role as it answered
 * @param leaderId the leader it knew of; empty when it knew of none
 * @param leaderAddress the leader's address for clients, "host:port"; empty when unknown
 * @param revision the revision of the state answered from; for a write, the revision right after it
 * @param logIndex the log index of the state answered from; for a write, the index of its entry
 * @param commandIndex for a write: the command's place in its entry, from 0
 * @param registryTimeMillis the registry time of the state answered from
 * @param age with a LOCAL read: how old the answer may be; null otherwise, and when the node never knew
 */
public record AnswerHeader(
        String clusterId,
        String nodeId,
        NodeRole role,
        String leaderId,
        String leaderAddress,
        long revision,
        long logIndex,
        int commandIndex,
        long registryTimeMillis,
        @Nullable Duration age) {

    public AnswerHeader {
        Objects.requireNonNull(clusterId, "clusterId");
        Objects.requireNonNull(nodeId, "nodeId");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(leaderId, "leaderId");
        Objects.requireNonNull(leaderAddress, "leaderAddress");
    }
}
