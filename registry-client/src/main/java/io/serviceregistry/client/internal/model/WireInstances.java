package io.serviceregistry.client.internal.model;

import io.serviceregistry.client.Check;
import io.serviceregistry.client.CheckStatus;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.StatusOverride;
import io.serviceregistry.proto.v1.ChangeReason;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Override;
import java.util.List;

/** Instances, back to what the wire carries, to be saved. What this library does not recognize is lost on the way. */
public final class WireInstances {

    private WireInstances() {}

    /** The message that reads as this instance, without what changes with each renewal. */
    public static io.serviceregistry.proto.v1.Instance of(Instance instance) {
        io.serviceregistry.proto.v1.Instance.Builder wire = io.serviceregistry.proto.v1.Instance.newBuilder()
                .setSpec(RequestMapper.spec(sendable(instance.spec())))
                .setLeaseId(instance.leaseId())
                .setStatus(effective(instance.status()))
                .setHeld(instance.held())
                .setHealthy(instance.healthy())
                .setRegisteredRevision(instance.registeredRevision())
                .setModifiedRevision(instance.modifiedRevision())
                .setRegisteredAtMillis(instance.registeredAtMillis())
                .setModifiedAtMillis(instance.modifiedAtMillis())
                .setReason(Enums.CHANGE_REASON.toWire(instance.reason(), ChangeReason.CHANGE_REASON_UNSPECIFIED))
                .setLapses(instance.lapses());
        StatusOverride override = instance.override();
        if (override != null) {
            wire.setOverride(scope(override.scope())
                    .setStatus(effective(override.status()))
                    .setReason(override.reason())
                    .setOwner(override.owner())
                    .setExpiresAtMillis(override.expiresAtMillis()));
        }
        return wire.build();
    }

    private static Override.Builder scope(OverrideScope scope) {
        Override.Builder wire = Override.newBuilder();
        if (scope instanceof OverrideScope.OfService on) {
            return wire.setService(RequestMapper.service(on));
        }
        if (scope instanceof OverrideScope.OfZone on) {
            return wire.setZone(RequestMapper.zone(on));
        }
        return wire.setInstance(RequestMapper.key(((OverrideScope.OfInstance) scope).key()));
    }

    private static InstanceSpec sendable(InstanceSpec spec) {
        List<Check> known = spec.checks().stream()
                .filter(check -> check.status() != CheckStatus.UNRECOGNIZED)
                .toList();
        return spec.status() == ReportedStatus.UNRECOGNIZED
                ? spec.withStatus(ReportedStatus.DOWN).withChecks(known)
                : spec.withChecks(known);
    }

    private static EffectiveStatus effective(io.serviceregistry.client.EffectiveStatus status) {
        return Enums.EFFECTIVE_STATUS.toWire(status, EffectiveStatus.EFFECTIVE_STATUS_UNSPECIFIED);
    }
}
