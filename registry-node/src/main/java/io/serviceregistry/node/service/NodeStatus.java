package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.replication.ConsensusView.Role;
import java.util.List;

/**
 * What a node knows of itself.
 *
 * @param leaderId the leader it knows of; empty when it knows of none
 * @param state the state that {@code stateDigest} and the counts are of
 * @param ready true when it has caught up and knows a leader
 * @param notReadyReason why it is not ready, for people; empty when it is
 * @param stateDigest the digest of every replicated field
 * @param heldServices the services that the storm governor holds, {@code namespace/service}, at most {@link #MAX_HELD}
 * @param snapshotIndex the log index of the newest durable snapshot; 0 without one
 * @param diskSlowMillis for how long its disk has been slow; 0 when it is not
 * @param agreement how its state compares with that of the other nodes
 * @param featureLevel the feature level of the state
 * @param supportedFeatureLevel the highest that the node understands
 */
public record NodeStatus(
        String nodeId,
        Role role,
        String leaderId,
        StatePoint state,
        String version,
        boolean ready,
        String notReadyReason,
        long term,
        long commitIndex,
        long stateDigest,
        long instances,
        long leases,
        long services,
        List<String> heldServices,
        long uptimeMillis,
        long snapshotIndex,
        long diskSlowMillis,
        StateAgreement agreement,
        int featureLevel,
        int supportedFeatureLevel) {
    /** A longer list helps nobody: whoever holds so many has one cause to look for. */
    public static final int MAX_HELD = 100;

    /** Of a node that takes no part in a cluster yet. */
    public static NodeStatus withoutPart(String nodeId, String version, String reason, long uptimeMillis) {
        return new NodeStatus(
                nodeId,
                Role.NOT_SERVING,
                "",
                new StatePoint(0, 0, 0),
                version,
                false,
                reason,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                uptimeMillis,
                0,
                0,
                StateAgreement.NONE,
                FeatureLevel.FIRST,
                FeatureLevel.NEWEST);
    }

    public NodeStatus {
        heldServices = List.copyOf(heldServices);
    }
}
