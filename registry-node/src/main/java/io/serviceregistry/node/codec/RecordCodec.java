package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.Lease;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Client;
import io.serviceregistry.node.core.state.Hold;
import io.serviceregistry.node.core.state.Lapse;
import io.serviceregistry.node.core.state.RememberedRequest;
import io.serviceregistry.node.core.state.ReplacedLease;
import io.serviceregistry.node.core.state.Service;
import io.serviceregistry.node.core.state.Standing;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.proto.log.v1.AgreementRecord;
import io.serviceregistry.proto.log.v1.ClientRecord;
import io.serviceregistry.proto.log.v1.HoldRecord;
import io.serviceregistry.proto.log.v1.InstanceRecord;
import io.serviceregistry.proto.log.v1.LapseRecord;
import io.serviceregistry.proto.log.v1.LeaseRecord;
import io.serviceregistry.proto.log.v1.OverrideRecord;
import io.serviceregistry.proto.log.v1.ReplacedLeaseRecord;
import io.serviceregistry.proto.log.v1.RequestRecord;
import io.serviceregistry.proto.log.v1.ServiceRecord;
import io.serviceregistry.proto.log.v1.SnapshotHeader;
import io.serviceregistry.proto.log.v1.StandingRecord;
import io.serviceregistry.proto.log.v1.WideOverrideRecord;
import java.util.ArrayList;
import java.util.List;

/** The values of the state to the records of snapshot.proto and back, one by one. */
final class RecordCodec {
    private static final ChangeReason[] REASONS = ChangeReason.values();

    private RecordCodec() {}

    static SnapshotHeader header(StateImage image, String clusterId) {
        StateImage.Scalars scalars = image.scalars();
        SnapshotHeader.Builder proto = SnapshotHeader.newBuilder()
                .setFormat(ImageCodec.FORMAT)
                .setClusterId(Fields.text(clusterId, "clusterId"))
                .setTerm(scalars.term())
                .setLogIndex(scalars.logIndex())
                .setRevision(scalars.revision())
                .setTimeMillis(scalars.timeMillis())
                .setNextLeaseId(scalars.nextLeaseId())
                .setGraceUntilMillis(scalars.graceUntilMillis())
                .setSettings(ModelCodec.toProto(scalars.settings()))
                .setBegunTerm(scalars.begunTerm())
                .setForgottenUntilMillis(scalars.forgottenUntilMillis())
                .setDigest(image.digest());
        if (scalars.featureLevel() != FeatureLevel.FIRST) {
            proto.setFeatureLevel(scalars.featureLevel());
        }
        return proto.build();
    }

    static StateImage.Scalars scalars(SnapshotHeader proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasSettings(), proto, "settings");
        return new StateImage.Scalars(
                proto.getTerm(),
                proto.getLogIndex(),
                proto.getRevision(),
                proto.getTimeMillis(),
                proto.getNextLeaseId(),
                proto.getGraceUntilMillis(),
                proto.getBegunTerm(),
                proto.getForgottenUntilMillis(),
                ModelCodec.settings(proto.getSettings()),
                featureLevel(proto));
    }

    private static int featureLevel(SnapshotHeader proto) {
        if (proto.hasFeatureLevel() && proto.getFeatureLevel() <= FeatureLevel.FIRST) {
            throw Fields.corrupt(
                    proto, "feature_level: " + proto.getFeatureLevel() + " (expected: 2 or more, or absent)");
        }
        return proto.hasFeatureLevel() ? proto.getFeatureLevel() : FeatureLevel.FIRST;
    }

    static AgreementRecord toProto(Agreement agreement) {
        AgreementRecord.Builder proto = AgreementRecord.newBuilder().setComparedIndex(agreement.comparedIndex());
        for (Standing standing : agreement.standings()) {
            StandingRecord.Builder one = StandingRecord.newBuilder()
                    .setNodeId(Fields.text(standing.nodeId(), "nodeId"))
                    .setAgreedIndex(standing.agreedIndex())
                    .setDifferedIndex(standing.differedIndex());
            if (standing.digest() != null) {
                one.setDigest(standing.digest());
            }
            proto.addStandings(one);
        }
        return proto.build();
    }

    static Agreement agreement(AgreementRecord proto) {
        Fields.refuseUnknown(proto);
        List<Standing> standings = new ArrayList<>(proto.getStandingsCount());
        for (StandingRecord standing : proto.getStandingsList()) {
            Fields.refuseUnknown(standing);
            standings.add(new Standing(
                    standing.getNodeId(),
                    standing.hasDigest() ? standing.getDigest() : null,
                    standing.getAgreedIndex(),
                    standing.getDifferedIndex()));
        }
        return new Agreement(proto.getComparedIndex(), standings);
    }

    static ServiceRecord toProto(Service service) {
        return ServiceRecord.newBuilder()
                .setNamespace(Fields.text(service.key().namespace(), "namespace"))
                .setService(Fields.text(service.key().service(), "service"))
                .setModifiedRevision(service.modifiedRevision())
                .build();
    }

    static ServiceKey service(ServiceRecord proto) {
        Fields.refuseUnknown(proto);
        return new ServiceKey(proto.getNamespace(), proto.getService());
    }

    static InstanceRecord toProto(Instance instance) {
        InstanceRecord.Builder proto = InstanceRecord.newBuilder()
                .setSpec(ModelCodec.toProto(instance.spec()))
                .setLeaseId(instance.leaseId())
                .setRegisteredRevision(instance.registeredRevision())
                .setModifiedRevision(instance.modifiedRevision())
                .setRegisteredAtMillis(instance.registeredAtMillis())
                .setModifiedAtMillis(instance.modifiedAtMillis())
                .setReason(instance.reason().number())
                .setLapses(instance.lapses());
        if (instance.lapsed()) {
            proto.setLapsedAtMillis(instance.lapsedAtMillis());
        }
        return proto.build();
    }

    /** An instance that shares the name of its service, and what it says as others do. */
    static Instance instance(InstanceRecord proto, ServiceKey service, SharedValues shared) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasSpec(), proto, "spec");
        Fields.require(proto.getSpec().hasKey(), proto, "spec.key");
        InstanceKey key = ModelCodec.key(proto.getSpec().getKey(), service);
        if (!key.service().equals(service)) {
            throw Fields.corrupt(proto, "service: " + key.service() + " (expected: " + service + ')');
        }
        if (proto.hasLapsedAtMillis() && proto.getLapsedAtMillis() == Instance.NOT_LAPSED) {
            throw Fields.corrupt(proto, "lapsed_at_millis: " + Instance.NOT_LAPSED + " (expected: a time)");
        }
        return new Instance(
                shared.in(ModelCodec.spec(proto.getSpec(), key)),
                proto.getLeaseId(),
                proto.getRegisteredRevision(),
                proto.getModifiedRevision(),
                proto.getRegisteredAtMillis(),
                proto.getModifiedAtMillis(),
                reason(proto),
                proto.getLapses(),
                proto.hasLapsedAtMillis() ? proto.getLapsedAtMillis() : Instance.NOT_LAPSED);
    }

    private static ChangeReason reason(InstanceRecord proto) {
        for (ChangeReason reason : REASONS) {
            if (reason.number() == proto.getReason()) {
                return reason;
            }
        }
        throw Fields.corrupt(proto, "reason: " + proto.getReason() + " (expected: a known one)");
    }

    static LeaseRecord toProto(Lease lease) {
        LeaseRecord.Builder proto = LeaseRecord.newBuilder()
                .setLeaseId(lease.id())
                .setKey(ModelCodec.toProto(lease.key()))
                .setTtlMillis(lease.ttlMillis())
                .setRenewals(lease.renewals());
        if (lease.deadlineMillis() != Lease.NO_DEADLINE) {
            proto.setDeadlineMillis(lease.deadlineMillis());
        }
        return proto.build();
    }

    static Lease lease(LeaseRecord proto, InstanceKey key) {
        Fields.refuseUnknown(proto);
        return new Lease(
                proto.getLeaseId(),
                key,
                proto.getTtlMillis(),
                proto.hasDeadlineMillis() ? proto.getDeadlineMillis() : Lease.NO_DEADLINE,
                proto.getRenewals());
    }

    static OverrideRecord toProto(StatusOverride override) {
        return OverrideRecord.newBuilder()
                .setKey(ScopeCodec.key(override.scope()))
                .setStatus(ModelCodec.toProto(override.status()))
                .setReason(Fields.text(override.reason(), "reason"))
                .setOwner(Fields.text(override.owner(), "owner"))
                .setExpiresAtMillis(override.expiresAtMillis())
                .build();
    }

    static StatusOverride override(OverrideRecord proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasKey(), proto, "key");
        return new StatusOverride(
                OverrideScope.of(ModelCodec.key(proto.getKey())),
                ModelCodec.status(proto.getStatus(), "OverrideRecord"),
                proto.getReason(),
                proto.getOwner(),
                proto.getExpiresAtMillis());
    }

    static WideOverrideRecord toWideProto(StatusOverride override) {
        return WideOverrideRecord.newBuilder()
                .setScope(ScopeCodec.wide(override.scope()))
                .setStatus(ModelCodec.toProto(override.status()))
                .setReason(Fields.text(override.reason(), "reason"))
                .setOwner(Fields.text(override.owner(), "owner"))
                .setExpiresAtMillis(override.expiresAtMillis())
                .build();
    }

    static StatusOverride override(WideOverrideRecord proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasScope(), proto, "scope");
        return new StatusOverride(
                ScopeCodec.wide(proto.getScope()),
                ModelCodec.status(proto.getStatus(), "WideOverrideRecord"),
                proto.getReason(),
                proto.getOwner(),
                proto.getExpiresAtMillis());
    }

    static LapseRecord toProto(Lapse lapse) {
        return LapseRecord.newBuilder()
                .setLeaseId(lapse.leaseId())
                .setNamespace(Fields.text(lapse.service().namespace(), "namespace"))
                .setService(Fields.text(lapse.service().service(), "service"))
                .setCountsUntilMillis(lapse.countsUntilMillis())
                .setRemoved(lapse.removed())
                .build();
    }

    static Lapse lapse(LapseRecord proto) {
        Fields.refuseUnknown(proto);
        ServiceKey service = new ServiceKey(proto.getNamespace(), proto.getService());
        return new Lapse(proto.getLeaseId(), service, proto.getCountsUntilMillis(), proto.getRemoved());
    }

    static HoldRecord toProto(Hold hold) {
        return HoldRecord.newBuilder()
                .setNamespace(Fields.text(hold.service().namespace(), "namespace"))
                .setService(Fields.text(hold.service().service(), "service"))
                .setUntilMillis(hold.untilMillis())
                .build();
    }

    static Hold hold(HoldRecord proto) {
        Fields.refuseUnknown(proto);
        return new Hold(new ServiceKey(proto.getNamespace(), proto.getService()), proto.getUntilMillis());
    }

    static ClientRecord toProto(Client client) {
        return ClientRecord.newBuilder()
                .setClientId(Fields.text(client.id(), "clientId"))
                .setLowestUnanswered(client.lowestUnanswered())
                .setCheckAtMillis(client.checkAtMillis())
                .build();
    }

    static Client client(ClientRecord proto) {
        Fields.refuseUnknown(proto);
        return new Client(proto.getClientId(), proto.getLowestUnanswered(), proto.getCheckAtMillis());
    }

    static RequestRecord toProto(RememberedRequest request) {
        Position position = request.result().position();
        return RequestRecord.newBuilder()
                .setClientId(Fields.text(request.key().clientId(), "clientId"))
                .setSequence(request.key().sequence())
                .setFingerprint(request.fingerprint())
                .setAppliedAtMillis(position.timeMillis())
                .setRevision(position.revision())
                .setLogIndex(position.logIndex())
                .setCommandIndex(position.commandIndex())
                .setOutcome(OutcomeCodec.toProto(request.result().outcome()))
                .build();
    }

    static RememberedRequest request(RequestRecord proto, String clientId) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasOutcome(), proto, "outcome");
        Position position = new Position(
                proto.getRevision(), proto.getLogIndex(), proto.getCommandIndex(), proto.getAppliedAtMillis());
        return new RememberedRequest(
                new RememberedRequest.Key(clientId, proto.getSequence()),
                proto.getFingerprint(),
                new Result(position, OutcomeCodec.fromProto(proto.getOutcome())));
    }

    static ReplacedLeaseRecord toProto(ReplacedLease lease) {
        return ReplacedLeaseRecord.newBuilder()
                .setLeaseId(lease.id())
                .setKey(ModelCodec.toProto(lease.key()))
                .build();
    }

    static ReplacedLease replacedLease(ReplacedLeaseRecord proto) {
        Fields.refuseUnknown(proto);
        Fields.require(proto.hasKey(), proto, "key");
        return new ReplacedLease(proto.getLeaseId(), ModelCodec.key(proto.getKey()));
    }
}
