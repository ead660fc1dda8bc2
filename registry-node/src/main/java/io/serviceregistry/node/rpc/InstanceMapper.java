package io.serviceregistry.node.rpc;

import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.service.ReadView;
import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.Override;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.ServiceKey;
import io.serviceregistry.proto.v1.ZoneKey;
import java.util.Map;

/** Instances to the public schema. */
final class InstanceMapper {
    private static final Map<EffectiveStatus, io.serviceregistry.proto.v1.EffectiveStatus> EFFECTIVE =
            EnumPairs.toSchema(
                    EffectiveStatus.class, io.serviceregistry.proto.v1.EffectiveStatus.class, "EFFECTIVE_STATUS_");
    private static final Map<Status, ReportedStatus> REPORTED =
            EnumPairs.toSchema(Status.class, ReportedStatus.class, "REPORTED_STATUS_");
    private static final Map<CheckStatus, io.serviceregistry.proto.v1.CheckStatus> CHECKS =
            EnumPairs.toSchema(CheckStatus.class, io.serviceregistry.proto.v1.CheckStatus.class, "CHECK_STATUS_");
    private static final Map<ChangeReason, io.serviceregistry.proto.v1.ChangeReason> REASONS =
            EnumPairs.toSchema(ChangeReason.class, io.serviceregistry.proto.v1.ChangeReason.class, "CHANGE_REASON_");

    private InstanceMapper() {}

    static io.serviceregistry.proto.v1.Instance instance(InstanceView view, ReadView from) {
        return withoutLease(view).toBuilder().mergeFrom(ofLease(view, from)).build();
    }

    /** The part that stays as it is while the instance, its override and its hold do. */
    static io.serviceregistry.proto.v1.Instance withoutLease(InstanceView view) {
        Instance instance = view.instance();
        io.serviceregistry.proto.v1.Instance.Builder mapped = io.serviceregistry.proto.v1.Instance.newBuilder()
                .setSpec(spec(instance.spec()))
                .setLeaseId(instance.leaseId())
                .setStatus(status(view.status()))
                .setHeld(view.held())
                .setHealthy(view.answersAsHealthy())
                .setRegisteredRevision(instance.registeredRevision())
                .setModifiedRevision(instance.modifiedRevision())
                .setRegisteredAtMillis(instance.registeredAtMillis())
                .setModifiedAtMillis(instance.modifiedAtMillis())
                .setReason(EnumPairs.of(REASONS, instance.reason()))
                .setLapses(instance.lapses());
        StatusOverride override = view.override();
        if (override != null) {
            mapped.setOverride(override(override));
        }
        return mapped.build();
    }

    /** The part that is of the state answered from: what its lease says. Together with the other it is the whole. */
    static io.serviceregistry.proto.v1.Instance ofLease(InstanceView view, ReadView from) {
        Instance instance = view.instance();
        io.serviceregistry.proto.v1.Instance.Builder mapped = io.serviceregistry.proto.v1.Instance.newBuilder();
        from.leaseOf(instance).ifPresent(lease -> {
            mapped.setRenewals(lease.renewals());
            if (!instance.lapsed()) {
                from.remainingMillis(lease).ifPresent(mapped::setLeaseRemainingMillis);
            }
        });
        return mapped.build();
    }

    static io.serviceregistry.proto.v1.EffectiveStatus status(EffectiveStatus status) {
        return EnumPairs.of(EFFECTIVE, status);
    }

    static io.serviceregistry.proto.v1.InstanceSpec spec(InstanceSpec spec) {
        io.serviceregistry.proto.v1.InstanceSpec.Builder mapped = io.serviceregistry.proto.v1.InstanceSpec.newBuilder()
                .setKey(key(spec.key()))
                .putAllMetadata(spec.metadata())
                .addAllTags(spec.tags())
                .setZone(spec.zone())
                .setWeight(spec.weight())
                .setStatus(EnumPairs.of(REPORTED, spec.status()))
                .setLease(lease(spec));
        spec.endpoints()
                .forEach(endpoint -> mapped.addEndpoints(
                        Endpoint.newBuilder().setName(endpoint.name()).setUri(endpoint.uri())));
        spec.checks().forEach(check -> mapped.addChecks(check(check)));
        return mapped.build();
    }

    static io.serviceregistry.proto.v1.InstanceKey key(InstanceKey key) {
        return io.serviceregistry.proto.v1.InstanceKey.newBuilder()
                .setNamespace(key.service().namespace())
                .setService(key.service().service())
                .setInstanceId(key.instanceId())
                .build();
    }

    private static LeasePolicy lease(InstanceSpec spec) {
        LeasePolicy.Builder lease = LeasePolicy.newBuilder();
        if (spec.ttlMillis() == InstanceSpec.NO_TTL) {
            lease.setNoTtl(true);
        } else {
            lease.setTtlMillis(spec.ttlMillis());
        }
        if (spec.removeAfterMillis() == InstanceSpec.NEVER_REMOVE) {
            lease.setNeverRemove(true);
        } else {
            lease.setRemoveAfterMillis(spec.removeAfterMillis());
        }
        return lease.build();
    }

    private static io.serviceregistry.proto.v1.Check check(Check check) {
        return io.serviceregistry.proto.v1.Check.newBuilder()
                .setName(check.name())
                .setStatus(EnumPairs.of(CHECKS, check.status()))
                .setOutput(check.output())
                .build();
    }

    static Override override(StatusOverride override) {
        Override.Builder mapped = Override.newBuilder()
                .setStatus(status(override.status().effective()))
                .setReason(override.reason())
                .setOwner(override.owner())
                .setExpiresAtMillis(override.expiresAtMillis());
        return override.scope()
                .map(
                        instance -> mapped.setInstance(key(instance)),
                        service -> mapped.setService(ServiceKey.newBuilder()
                                .setNamespace(service.namespace())
                                .setService(service.service())),
                        zone -> mapped.setZone(ZoneKey.newBuilder()
                                .setNamespace(zone.namespace())
                                .setZone(zone.zone())))
                .build();
    }
}
