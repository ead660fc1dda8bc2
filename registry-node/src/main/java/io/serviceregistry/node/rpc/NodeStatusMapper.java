package io.serviceregistry.node.rpc;

import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.StateAgreement;
import io.serviceregistry.node.service.StatePoint;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.StateDivergence;
import io.serviceregistry.proto.v1.StatusResponse;
import java.util.Map;
import java.util.Optional;

/** What a node says of itself, to the public schema and, from another node, back. */
final class NodeStatusMapper {
    private static final Map<NodeRole, Role> ROLES = EnumPairs.fromSchema(Role.class, NodeRole.class, "NODE_ROLE_");

    private NodeStatusMapper() {}

    static StatusResponse toSchema(NodeStatus status, HeaderMapper headers) {
        StateAgreement agreement = status.agreement();
        StatusResponse.Builder response = StatusResponse.newBuilder()
                .setHeader(headers.of(status))
                .setVersion(status.version())
                .setReady(status.ready())
                .setNotReadyReason(status.notReadyReason())
                .setTerm(status.term())
                .setCommitIndex(status.commitIndex())
                .setStateDigest(String.format("%016x", status.stateDigest()))
                .setInstances(status.instances())
                .setLeases(status.leases())
                .setServices(status.services())
                .addAllHeldServices(status.heldServices())
                .setUptimeMillis(status.uptimeMillis())
                .setSnapshotIndex(status.snapshotIndex())
                .setDiskSlowMillis(status.diskSlowMillis())
                .setFeatureLevel(status.featureLevel())
                .setSupportedFeatureLevel(status.supportedFeatureLevel())
                .setComparedIndex(agreement.comparedIndex())
                .setAgreedIndex(agreement.agreedIndex())
                .addAllNotCompared(agreement.notCompared());
        agreement
                .divergence()
                .ifPresent(divergence -> response.setDivergence(StateDivergence.newBuilder()
                        .setLogIndex(divergence.logIndex())
                        .setDigest(divergence.digest())
                        .setMajorityDigest(divergence.majorityDigest())));
        return response.build();
    }

    static NodeStatus fromSchema(StatusResponse status) {
        ResponseHeader header = status.getHeader();
        return new NodeStatus(
                header.getNodeId(),
                ROLES.getOrDefault(header.getRole(), Role.NOT_SERVING),
                header.getLeaderId(),
                new StatePoint(header.getRevision(), header.getLogIndex(), header.getRegistryTimeMillis()),
                status.getVersion(),
                status.getReady(),
                status.getNotReadyReason(),
                status.getTerm(),
                status.getCommitIndex(),
                Long.parseUnsignedLong(status.getStateDigest(), 16),
                status.getInstances(),
                status.getLeases(),
                status.getServices(),
                status.getHeldServicesList(),
                status.getUptimeMillis(),
                status.getSnapshotIndex(),
                status.getDiskSlowMillis(),
                new StateAgreement(
                        status.getComparedIndex(),
                        status.getAgreedIndex(),
                        status.getNotComparedList(),
                        status.hasDivergence() ? Optional.of(divergence(status.getDivergence())) : Optional.empty()),
                levelOf(status.getFeatureLevel()),
                levelOf(status.getSupportedFeatureLevel()));
    }

    /** A node that knows no levels says none, and is at the first. */
    static int levelOf(int said) {
        return Math.max(FeatureLevel.FIRST, said);
    }

    private static StateAgreement.Divergence divergence(StateDivergence divergence) {
        return new StateAgreement.Divergence(
                divergence.getLogIndex(), divergence.getDigest(), divergence.getMajorityDigest());
    }
}
