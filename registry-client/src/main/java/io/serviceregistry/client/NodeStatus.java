package io.serviceregistry.client;

import java.time.Duration;
import java.util.List;

/**
 * What a node knows of itself. The header's log index and revision and the state digest belong to one state.
 *
 * @param header where and when
 * @param version the node's version
 * @param ready true when the node has caught up and knows a leader: it can serve
 * @param notReadyReason why it is not ready, for people; empty when it is
 * @param term the Raft term
 * @param commitIndex the highest log index known committed
 * @param stateDigest the digest of every replicated field, 16 hexadecimal digits; equal on nodes at the same log index
 * @param instances the number of registered instances
 * @param leases the number of leases, lapsed ones included
 * @param services the number of services with an instance
 * @param heldServices the services the storm governor holds, "namespace/service", at most 100 of them
 * @param uptime the time since the node's process started
 * @param snapshotIndex the log index of the newest durable snapshot; 0 without one
 * @param diskSlow for how long the node's disk has been slow; zero when it is not
 * @param agreement how the node's state compares with that of the other nodes
 * @param featureLevel the feature level of the state, from 1: how much of what its nodes understand the cluster uses
 * @param supportedFeatureLevel the highest feature level that the node understands, from 1
 */
public record NodeStatus(
        AnswerHeader header,
        String version,
        boolean ready,
        String notReadyReason,
        long term,
        long commitIndex,
        String stateDigest,
        long instances,
        long leases,
        long services,
        List<String> heldServices,
        Duration uptime,
        long snapshotIndex,
        Duration diskSlow,
        StateAgreement agreement,
        int featureLevel,
        int supportedFeatureLevel) {

    public NodeStatus {
        heldServices = List.copyOf(heldServices);
    }
}
