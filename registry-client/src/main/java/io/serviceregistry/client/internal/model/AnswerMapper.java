package io.serviceregistry.client.internal.model;

import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.InstanceAnswer;
import io.serviceregistry.client.Member;
import io.serviceregistry.client.Members;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.OverridePage;
import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.Renewals;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.ServicePage;
import io.serviceregistry.client.ServiceSummary;
import io.serviceregistry.client.StateAgreement;
import io.serviceregistry.client.UpdateAnswer;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.EmptyReason;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.ListMembersResponse;
import io.serviceregistry.proto.v1.ListOverridesResponse;
import io.serviceregistry.proto.v1.ListServicesResponse;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.Renewal;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.StateDivergence;
import io.serviceregistry.proto.v1.StatusCount;
import io.serviceregistry.proto.v1.StatusResponse;
import io.serviceregistry.proto.v1.UpdateResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers, from what the wire carries to what applications see. */
public final class AnswerMapper {

    private AnswerMapper() {}

    /** Where and when. */
    public static AnswerHeader header(ResponseHeader header) {
        return new AnswerHeader(
                header.getClusterId(),
                header.getNodeId(),
                Enums.NODE_ROLE.toPublic(header.getRole()),
                header.getLeaderId(),
                header.getLeaderAddress(),
                header.getRevision(),
                header.getLogIndex(),
                header.getCommandIndex(),
                header.getRegistryTimeMillis(),
                header.hasAgeMillis() ? Duration.ofMillis(header.getAgeMillis()) : null);
    }

    /** A granted registration. */
    public static GrantedLease grantedLease(RegisterResponse answer) {
        return new GrantedLease(
                header(answer.getHeader()), answer.getLeaseId(), Duration.ofMillis(answer.getTtlMillis()));
    }

    /** The outcomes of renewals. */
    public static Renewals renewals(RenewResponse answer) {
        return new Renewals(header(answer.getHeader()), outcomes(answer.getRenewalsList()));
    }

    /** Outcomes by lease id, in the order given. */
    public static Map<Long, RenewalStatus> outcomes(List<Renewal> renewals) {
        Map<Long, RenewalStatus> outcomes = new LinkedHashMap<>();
        for (Renewal renewal : renewals) {
            outcomes.put(renewal.getLeaseId(), Enums.RENEWAL_STATUS.toPublic(renewal.getStatus()));
        }
        return outcomes;
    }

    /** A changed instance. */
    public static UpdateAnswer update(UpdateResponse answer) {
        return new UpdateAnswer(header(answer.getHeader()), answer.getModifiedRevision());
    }

    /** The instances of a service. */
    public static ServiceInstances instances(DiscoverResponse answer) {
        // An empty page that gives no reason is one after others.
        boolean noneMatches = answer.getEmptyReason() != EmptyReason.EMPTY_REASON_UNSPECIFIED;
        return new ServiceInstances(
                header(answer.getHeader()),
                answer.getService(),
                answer.getInstancesList().stream().map(InstanceMapper::instance).toList(),
                noneMatches ? Enums.EMPTY_REASON.toPublic(answer.getEmptyReason()) : null,
                answer.getHeld(),
                answer.getTotal(),
                answer.getMatching(),
                answer.getSpilledOver(),
                answer.getNextPageToken());
    }

    /** One instance. */
    public static InstanceAnswer instance(GetInstanceResponse answer) {
        return new InstanceAnswer(header(answer.getHeader()), InstanceMapper.instance(answer.getInstance()));
    }

    /** A page of overrides; those on what this library does not know are left out. */
    public static OverridePage overrides(ListOverridesResponse answer) {
        return new OverridePage(
                header(answer.getHeader()),
                answer.getOverridesList().stream()
                        .flatMap(override ->
                                InstanceMapper.scope(override)
                                        .map(scope -> InstanceMapper.override(override, scope))
                                        .stream())
                        .toList(),
                answer.getNextPageToken());
    }

    /** A page of services. */
    public static ServicePage services(ListServicesResponse answer) {
        return new ServicePage(
                header(answer.getHeader()),
                answer.getServicesList().stream().map(AnswerMapper::summary).toList(),
                answer.getNextPageToken());
    }

    /** The state of a node. */
    public static NodeStatus status(StatusResponse answer) {
        return new NodeStatus(
                header(answer.getHeader()),
                answer.getVersion(),
                answer.getReady(),
                answer.getNotReadyReason(),
                answer.getTerm(),
                answer.getCommitIndex(),
                answer.getStateDigest(),
                answer.getInstances(),
                answer.getLeases(),
                answer.getServices(),
                answer.getHeldServicesList(),
                Duration.ofMillis(answer.getUptimeMillis()),
                answer.getSnapshotIndex(),
                Duration.ofMillis(answer.getDiskSlowMillis()),
                new StateAgreement(
                        answer.getComparedIndex(),
                        answer.getAgreedIndex(),
                        answer.getNotComparedList(),
                        answer.hasDivergence() ? divergence(answer.getDivergence()) : null),
                level(answer.getFeatureLevel()),
                level(answer.getSupportedFeatureLevel()));
    }

    /** A node that knows no levels is at the first. */
    private static int level(int told) {
        return Math.max(1, told);
    }

    private static StateAgreement.Divergence divergence(StateDivergence divergence) {
        return new StateAgreement.Divergence(
                divergence.getLogIndex(), divergence.getDigest(), divergence.getMajorityDigest());
    }

    /** The members of the cluster. */
    public static Members members(ListMembersResponse answer) {
        return new Members(
                header(answer.getHeader()),
                answer.getMembersList().stream().map(AnswerMapper::member).toList());
    }

    private static Member member(io.serviceregistry.proto.v1.Member member) {
        return new Member(
                member.getNodeId(),
                member.getGrpcAddress(),
                member.getPeerAddress(),
                member.getRaftAddress(),
                member.getHttpAddress(),
                member.getVoter(),
                member.hasStatus() ? status(member.getStatus()) : null);
    }

    private static ServiceSummary summary(io.serviceregistry.proto.v1.ServiceSummary summary) {
        Map<EffectiveStatus, Integer> counts = new EnumMap<>(EffectiveStatus.class);
        for (StatusCount count : summary.getCountsList()) {
            counts.merge(Enums.EFFECTIVE_STATUS.toPublic(count.getStatus()), count.getCount(), Integer::sum);
        }
        return new ServiceSummary(
                summary.getService(),
                counts,
                summary.getTotal(),
                summary.getHealthy(),
                summary.getHeld(),
                summary.getModifiedRevision());
    }
}
