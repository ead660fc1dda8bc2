package io.serviceregistry.node.rpc;

import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.ReadView;
import io.serviceregistry.node.service.StatePoint;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.Map;

/** Says where an answer comes from and which state it reflects. Any thread. */
final class HeaderMapper {
    private static final Map<Role, NodeRole> ROLES = EnumPairs.toSchema(Role.class, NodeRole.class, "NODE_ROLE_");

    private final Cluster cluster;
    private final ConsensusView consensus;

    HeaderMapper(Cluster cluster, ConsensusView consensus) {
        this.cluster = cluster;
        this.consensus = consensus;
    }

    /** For a write. */
    ResponseHeader of(Position position) {
        return here().setRevision(position.revision())
                .setLogIndex(position.logIndex())
                .setCommandIndex(position.commandIndex())
                .setRegistryTimeMillis(position.timeMillis())
                .build();
    }

    /** For a read. */
    ResponseHeader of(ReadView from) {
        ResponseHeader.Builder header = at(here(), from.state());
        from.ageMillis().ifPresent(header::setAgeMillis);
        return header.build();
    }

    /** For a state. */
    ResponseHeader of(CatalogView view) {
        return at(here(), StatePoint.of(view)).build();
    }

    /** For what a node says of itself. */
    ResponseHeader of(NodeStatus status) {
        return at(header(status.nodeId(), status.role(), status.leaderId()), status.state())
                .build();
    }

    private ResponseHeader.Builder here() {
        return header(consensus.nodeId(), consensus.role(), consensus.leaderId().orElse(""));
    }

    private ResponseHeader.Builder header(String nodeId, Role role, String leaderId) {
        ResponseHeader.Builder header = ResponseHeader.newBuilder()
                .setClusterId(cluster.id())
                .setNodeId(nodeId)
                .setRole(EnumPairs.of(ROLES, role))
                .setLeaderId(leaderId);
        cluster.find(leaderId)
                .ifPresent(leader -> header.setLeaderAddress(leader.grpc().toString()));
        return header;
    }

    private static ResponseHeader.Builder at(ResponseHeader.Builder header, StatePoint state) {
        return header.setRevision(state.revision())
                .setLogIndex(state.logIndex())
                .setRegistryTimeMillis(state.timeMillis());
    }
}
