package io.serviceregistry.client.internal.model;

import io.serviceregistry.client.Check;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.StatusOverride;
import java.time.Duration;
import java.util.LinkedHashSet;

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
                wire.hasOverride() ? override(wire.getOverride()) : null,
                wire.getRegisteredRevision(),
                wire.getModifiedRevision(),
                wire.getRegisteredAtMillis(),
                wire.getModifiedAtMillis(),
                Enums.CHANGE_REASON.toPublic(wire.getReason()),
                wire.getLapses(),
                wire.getRenewals(),
                wire.hasLeaseRemainingMillis() ? Duration.ofMillis(wire.getLeaseRemainingMillis()) : null);
    }

    static InstanceSpec spec(io.serviceregistry.proto.v1.InstanceSpec wire) {
        return new InstanceSpec(
                new InstanceKey(
                        wire.getKey().getNamespace(),
                        wire.getKey().getService(),
                        wire.getKey().getInstanceId()),
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

    private static StatusOverride override(io.serviceregistry.proto.v1.Override wire) {
        return new StatusOverride(
                Enums.EFFECTIVE_STATUS.toPublic(wire.getStatus()),
                wire.getReason(),
                wire.getOwner(),
                wire.getExpiresAtMillis());
    }
}
