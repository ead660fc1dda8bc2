package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.InstanceRecord;
import io.serviceregistry.proto.log.v1.LeaseRecord;
import io.serviceregistry.proto.log.v1.MetadataEntry;
import io.serviceregistry.proto.v1.ChangeReason;
import io.serviceregistry.proto.v1.Check;
import io.serviceregistry.proto.v1.CheckStatus;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.Override;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.ServiceKey;
import io.serviceregistry.proto.v1.ZoneKey;
import java.util.Comparator;
import java.util.Optional;

/** How instances look to callers: the section on what is read of docs/model.md, and the public schema. */
final class Looks {
    private final State state;
    private final Storms storms;

    Looks(State state, Storms storms) {
        this.state = state;
        this.storms = storms;
    }

    /** An instance without what changes with each renewal. */
    Instance withoutLease(InstanceRecord instance) {
        Optional<Intent> intent = holding(instance);
        boolean lapsed = instance.hasLapsedAtMillis();
        EffectiveStatus alive = alive(instance, intent);
        boolean held = isHeld(instance);
        EffectiveStatus status = lapsed ? EffectiveStatus.EFFECTIVE_STATUS_LAPSED : alive;
        Instance.Builder look = Instance.newBuilder()
                .setSpec(spec(instance.getSpec()))
                .setLeaseId(instance.getLeaseId())
                .setStatus(status)
                .setHeld(held)
                .setHealthy(isHealthy(held ? alive : status))
                .setRegisteredRevision(instance.getRegisteredRevision())
                .setModifiedRevision(instance.getModifiedRevision())
                .setRegisteredAtMillis(instance.getRegisteredAtMillis())
                .setModifiedAtMillis(instance.getModifiedAtMillis())
                .setReason(ChangeReason.forNumber(instance.getReason()))
                .setLapses(instance.getLapses());
        intent.ifPresent(holding -> look.setOverride(override(holding)));
        return look.build();
    }

    /** An instance as it is answered. */
    Instance withLease(InstanceRecord instance) {
        Instance.Builder look = withoutLease(instance).toBuilder();
        LeaseRecord lease = state.leases.get(instance.getLeaseId());
        if (lease != null) {
            look.setRenewals(lease.getRenewals());
            if (lease.hasDeadlineMillis() && !instance.hasLapsedAtMillis()) {
                look.setLeaseRemainingMillis(
                        Math.max(0, LeaseTimes.lapsesAt(lease, state.graceUntilMillis) - state.nowMillis));
            }
        }
        return look.build();
    }

    boolean isHeld(InstanceRecord instance) {
        return instance.hasLapsedAtMillis()
                && storms.keeps(
                        instance.getLeaseId(),
                        InstanceName.of(instance.getSpec().getKey()).service());
    }

    static boolean isHealthy(EffectiveStatus status) {
        return status == EffectiveStatus.EFFECTIVE_STATUS_UP || status == EffectiveStatus.EFFECTIVE_STATUS_WARN;
    }

    Optional<Intent> holding(InstanceRecord instance) {
        return state.intents.values().stream()
                .filter(intent -> intent.scope()
                        .holds(instance.getSpec().getKey(), instance.getSpec().getZone()))
                .max(Comparator.comparing((Intent intent) -> ofStatus(intent.status()))
                        .thenComparing(intent -> intent.scope().kind(), Comparator.reverseOrder()));
    }

    private static EffectiveStatus alive(InstanceRecord instance, Optional<Intent> intent) {
        EffectiveStatus own = ofOwner(instance.getSpec());
        EffectiveStatus wanted =
                intent.map(holding -> ofStatus(holding.status())).orElse(own);
        return wanted.compareTo(own) > 0 ? wanted : own;
    }

    private static EffectiveStatus ofOwner(io.serviceregistry.proto.log.v1.InstanceSpec spec) {
        boolean critical = has(spec, io.serviceregistry.proto.log.v1.CheckStatus.CHECK_STATUS_CRITICAL);
        if (critical) {
            return EffectiveStatus.EFFECTIVE_STATUS_DOWN;
        }
        EffectiveStatus reported = ofStatus(spec.getStatus());
        return reported == EffectiveStatus.EFFECTIVE_STATUS_UP
                        && has(spec, io.serviceregistry.proto.log.v1.CheckStatus.CHECK_STATUS_WARNING)
                ? EffectiveStatus.EFFECTIVE_STATUS_WARN
                : reported;
    }

    private static boolean has(
            io.serviceregistry.proto.log.v1.InstanceSpec spec, io.serviceregistry.proto.log.v1.CheckStatus status) {
        return spec.getChecksList().stream().anyMatch(check -> check.getStatus() == status);
    }

    /** The public constants are declared from the best to the worst. */
    private static EffectiveStatus ofStatus(io.serviceregistry.proto.log.v1.Status status) {
        return switch (status) {
            case STATUS_STARTING -> EffectiveStatus.EFFECTIVE_STATUS_STARTING;
            case STATUS_UP -> EffectiveStatus.EFFECTIVE_STATUS_UP;
            case STATUS_DOWN -> EffectiveStatus.EFFECTIVE_STATUS_DOWN;
            case STATUS_OUT_OF_SERVICE -> EffectiveStatus.EFFECTIVE_STATUS_OUT_OF_SERVICE;
            case STATUS_DRAINING -> EffectiveStatus.EFFECTIVE_STATUS_DRAINING;
            case STATUS_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("status: " + status + " (expected: one that is known)");
        };
    }

    private static InstanceSpec spec(io.serviceregistry.proto.log.v1.InstanceSpec spec) {
        InstanceSpec.Builder look = InstanceSpec.newBuilder()
                .setKey(key(spec.getKey()))
                .addAllTags(spec.getTagsList())
                .setZone(spec.getZone())
                .setWeight(spec.getWeight())
                .setStatus(ReportedStatus.forNumber(spec.getStatusValue()))
                .setLease(policy(spec));
        for (MetadataEntry entry : spec.getMetadataList()) {
            look.putMetadata(entry.getKey(), entry.getValue());
        }
        spec.getEndpointsList()
                .forEach(endpoint -> look.addEndpoints(
                        Endpoint.newBuilder().setName(endpoint.getName()).setUri(endpoint.getUri())));
        spec.getChecksList()
                .forEach(check -> look.addChecks(Check.newBuilder()
                        .setName(check.getName())
                        .setStatus(CheckStatus.forNumber(check.getStatusValue()))
                        .setOutput(check.getOutput())));
        return look.build();
    }

    private static LeasePolicy.Builder policy(io.serviceregistry.proto.log.v1.InstanceSpec spec) {
        LeasePolicy.Builder policy = LeasePolicy.newBuilder();
        if (spec.getTtlMillis() == 0) {
            policy.setNoTtl(true);
        } else {
            policy.setTtlMillis(spec.getTtlMillis());
        }
        return spec.hasRemoveAfterMillis()
                ? policy.setRemoveAfterMillis(spec.getRemoveAfterMillis())
                : policy.setNeverRemove(true);
    }

    private static InstanceKey key(io.serviceregistry.proto.log.v1.InstanceKey key) {
        return InstanceName.of(key).toKey();
    }

    private static Override override(Intent intent) {
        Override.Builder look = Override.newBuilder()
                .setStatus(ofStatus(intent.status()))
                .setReason(intent.reason())
                .setOwner(intent.owner())
                .setExpiresAtMillis(intent.endsAtMillis());
        Scope scope = intent.scope();
        switch (scope.kind()) {
            case INSTANCE ->
                look.setInstance(InstanceKey.newBuilder()
                        .setNamespace(scope.namespace())
                        .setService(scope.name())
                        .setInstanceId(scope.id()));
            case SERVICE ->
                look.setService(
                        ServiceKey.newBuilder().setNamespace(scope.namespace()).setService(scope.name()));
            case ZONE ->
                look.setZone(
                        ZoneKey.newBuilder().setNamespace(scope.namespace()).setZone(scope.name()));
        }
        return look.build();
    }
}
