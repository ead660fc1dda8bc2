package io.serviceregistry.node.rpc;

import io.serviceregistry.node.membership.MembershipRecord;
import io.serviceregistry.node.membership.Phase;
import io.serviceregistry.node.membership.Standing;
import io.serviceregistry.proto.peer.v1.MembershipPhase;
import java.util.Map;
import java.util.TreeMap;

/** Who a node is, to the peer schema and back. */
final class StandingMapper {
    private static final String PREFIX = "MEMBERSHIP_PHASE_";
    private static final Map<Phase, MembershipPhase> TO_SCHEMA =
            EnumPairs.toSchema(Phase.class, MembershipPhase.class, PREFIX);
    private static final Map<MembershipPhase, Phase> FROM_SCHEMA =
            EnumPairs.fromSchema(Phase.class, MembershipPhase.class, PREFIX);

    private StandingMapper() {}

    static io.serviceregistry.proto.peer.v1.Standing toSchema(Standing standing) {
        return io.serviceregistry.proto.peer.v1.Standing.newBuilder()
                .setNodeId(standing.nodeId())
                .setIncarnation(standing.record().incarnation())
                .setPhase(EnumPairs.of(TO_SCHEMA, standing.record().phase()))
                .putAllFounders(standing.record().founders())
                .addAllConfigured(standing.configured())
                .setRestored(standing.record().restored())
                .build();
    }

    /** Fails for a phase that this version does not know: nothing may be decided by it. */
    static Standing fromSchema(io.serviceregistry.proto.peer.v1.Standing standing) {
        Phase phase = EnumPairs.of(FROM_SCHEMA, standing.getPhase());
        return Standing.of(
                standing.getNodeId(),
                standing.getConfiguredList(),
                new MembershipRecord(
                        standing.getIncarnation(),
                        phase,
                        new TreeMap<>(standing.getFoundersMap()),
                        standing.getRestored()));
    }
}
