package io.serviceregistry.client.internal.model;

import io.serviceregistry.client.Check;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.StatusOverride;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;

/** Instances, from what the wire carries to what applications see. */
final class InstanceMapper {

    private InstanceMapper() {}

    static Instance instance(io.serviceregistry.proto.v1.Instance wire) {
        return new Instance(
                spec(wire.getSpec()),
                wire.getLeaseId(),
                Enums.EFFECTIVE_STATUS.toPublic(wire.getStatus()),
                wire.getHeld(),
                wire.getHealthy(),
                wire.hasOverride() ? overrideOn(wire) : null,
                wire.getRegisteredRevision(),
                wire.getModifiedRevision(),
                wire.getRegisteredAtMillis(),
                wire.getModifiedAtMillis(),
                Enums.CHANGE_REASON.toPublic(wire.getReason()),
                wire.getLapses(),
                wire.getRenewals(),
                wire.hasLeaseRemainingMillis() ? Duration.ofMillis(wire.getLeaseRemainingMillis()) : null);
    }

    private static InstanceKey key(io.serviceregistry.proto.v1.InstanceKey wire) {
        return new InstanceKey(wire.getNamespace(), wire.getService(), wire.getInstanceId());
    }

    static InstanceSpec spec(io.serviceregistry.proto.v1.InstanceSpec wire) {
        return new InstanceSpec(
                key(wire.getKey()),
                wire.getEndpointsList().stream()
                        .map(endpoint -> new Endpoint(endpoint.getName(), endpoint.getUri()))
                        .toList(),
                wire.getMetadataMap(),
                new LinkedHashSet<>(wire.getTagsList()),
                wire.getZone(),
                wire.getWeight() == 0 ? InstanceSpec.DEFAULT_WEIGHT : wire.getWeight(),
                Enums.REPORTED_STATUS.toPublic(wire.getStatus()),
                wire.getChecksList().stream()
                        .map(check -> new Check(
                                check.getName(), Enums.CHECK_STATUS.toPublic(check.getStatus()), check.getOutput()))
                        .toList(),
                lease(wire.getLease()));
    }

    private static LeasePolicy lease(io.serviceregistry.proto.v1.LeasePolicy wire) {
        Duration ttl = switch (wire.getTtlCase()) {
            case TTL_MILLIS -> Duration.ofMillis(wire.getTtlMillis());
            case NO_TTL -> null;
            case TTL_NOT_SET -> LeasePolicy.DEFAULT.ttl();
        };
        Duration removeAfter = switch (wire.getRemovalCase()) {
            case REMOVE_AFTER_MILLIS -> Duration.ofMillis(wire.getRemoveAfterMillis());
            case NEVER_REMOVE -> null;
            case REMOVAL_NOT_SET -> LeasePolicy.DEFAULT.removeAfter();
        };
        return new LeasePolicy(ttl, removeAfter);
    }

    /** A node that knows no scopes leaves them out. */
    private static StatusOverride overrideOn(io.serviceregistry.proto.v1.Instance wire) {
        OverrideScope scope = scope(wire.getOverride())
                .orElseGet(() -> OverrideScope.instance(key(wire.getSpec().getKey())));
        return override(wire.getOverride(), scope);
    }

    /** What an override is on, if it is something that this library knows. */
    static Optional<OverrideScope> scope(io.serviceregistry.proto.v1.Override wire) {
        return switch (wire.getScopeCase()) {
            case INSTANCE -> Optional.of(OverrideScope.instance(key(wire.getInstance())));
            case SERVICE ->
                Optional.of(OverrideScope.service(
                        wire.getService().getNamespace(), wire.getService().getService()));
            case ZONE ->
                Optional.of(OverrideScope.zone(
                        wire.getZone().getNamespace(), wire.getZone().getZone()));
            case SCOPE_NOT_SET -> Optional.empty();
        };
    }

    static StatusOverride override(io.serviceregistry.proto.v1.Override wire, OverrideScope scope) {
        return new StatusOverride(
                scope,
                Enums.EFFECTIVE_STATUS.toPublic(wire.getStatus()),
                wire.getReason(),
                wire.getOwner(),
                wire.getExpiresAtMillis());
    }
}
