package io.serviceregistry.client.internal.model;

import io.serviceregistry.client.Check;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.OverrideRequest;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.OverridesQuery;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RegisterCondition;
import io.serviceregistry.client.ServiceQuery;
import io.serviceregistry.client.ServicesQuery;
import io.serviceregistry.proto.v1.Checks;
import io.serviceregistry.proto.v1.ClearOverrideRequest;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.ListOverridesRequest;
import io.serviceregistry.proto.v1.ListServicesRequest;
import io.serviceregistry.proto.v1.Metadata;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.ServiceKey;
import io.serviceregistry.proto.v1.SetOverrideRequest;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.ZoneKey;

/** Requests, from what applications say to what the wire carries. Request ids are set by whoever sends them. */
public final class RequestMapper {

    private RequestMapper() {}

    /** A registration. */
    public static RegisterRequest.Builder register(InstanceSpec spec, RegisterCondition condition) {
        RegisterRequest.Builder request = RegisterRequest.newBuilder().setInstance(spec(spec));
        if (condition.absent()) {
            request.setIfAbsent(true);
        } else if (condition.previousLeaseId() != 0) {
            request.setPreviousLeaseId(condition.previousLeaseId());
        }
        return request;
    }

    /** A change; what is null stays absent. */
    public static UpdateRequest.Builder update(InstanceUpdate update) {
        UpdateRequest.Builder request = UpdateRequest.newBuilder()
                .setKey(key(update.key()))
                .setLeaseId(update.leaseId())
                .setExpectedRevision(update.expectedRevision());
        if (update.status() != null) {
            request.setStatus(Enums.REPORTED_STATUS.toWire(update.status()));
        }
        if (update.metadata() != null) {
            request.setMetadata(Metadata.newBuilder().putAllEntries(update.metadata()));
        }
        if (update.checks() != null) {
            Checks.Builder checks = Checks.newBuilder();
            update.checks().forEach(check -> checks.addChecks(check(check)));
            request.setChecks(checks);
        }
        if (update.weight() != null) {
            request.setWeight(update.weight());
        }
        return request;
    }

    /** A removal; lease id 0 means whoever holds it. */
    public static DeregisterRequest.Builder deregister(InstanceKey key, long leaseId) {
        return DeregisterRequest.newBuilder().setKey(key(key)).setLeaseId(leaseId);
    }

    /** The instances of a service. */
    public static DiscoverRequest discover(ServiceQuery query) {
        DiscoverRequest.Builder request = DiscoverRequest.newBuilder()
                .setNamespace(query.namespace())
                .setService(query.service())
                .setFilter(Enums.INSTANCE_FILTER.toWire(query.filter()))
                .setSelector(query.selector())
                .setLimit(query.page().limit())
                .setPageToken(query.page().token())
                .setWithoutLeaseState(!query.leaseState())
                .setRead(read(query.read()));
        if (!query.zone().isNone()) {
            request.setPreferredZone(query.zone().name())
                    .setMinInZone(query.zone().minInstances());
        }
        return request.build();
    }

    /** One instance. */
    public static GetInstanceRequest getInstance(InstanceKey key, ReadOptions read) {
        return GetInstanceRequest.newBuilder()
                .setKey(key(key))
                .setRead(read(read))
                .build();
    }

    /** A page of services. */
    public static ListServicesRequest listServices(ServicesQuery query) {
        return ListServicesRequest.newBuilder()
                .setNamespace(query.namespace())
                .setPageSize(query.pageSize())
                .setPageToken(query.pageToken())
                .setRead(read(query.read()))
                .build();
    }

    /** An operator's override. */
    public static SetOverrideRequest.Builder setOverride(OverrideRequest override) {
        SetOverrideRequest.Builder request = SetOverrideRequest.newBuilder()
                .setStatus(Enums.EFFECTIVE_STATUS.toWire(override.status()))
                .setReason(override.reason())
                .setOwner(override.owner());
        if (override.expiresAfter() != null) {
            request.setExpiresAfterMillis(override.expiresAfter().toMillis());
        }
        if (override.scope() instanceof OverrideScope.OfService scope) {
            return request.setService(service(scope));
        }
        if (override.scope() instanceof OverrideScope.OfZone scope) {
            return request.setZone(zone(scope));
        }
        return request.setKey(key(((OverrideScope.OfInstance) override.scope()).key()));
    }

    /** The end of an override. */
    public static ClearOverrideRequest.Builder clearOverride(OverrideScope scope) {
        ClearOverrideRequest.Builder request = ClearOverrideRequest.newBuilder();
        if (scope instanceof OverrideScope.OfService on) {
            return request.setService(service(on));
        }
        if (scope instanceof OverrideScope.OfZone on) {
            return request.setZone(zone(on));
        }
        return request.setKey(key(((OverrideScope.OfInstance) scope).key()));
    }

    /** A page of overrides. */
    public static ListOverridesRequest listOverrides(OverridesQuery query) {
        return ListOverridesRequest.newBuilder()
                .setNamespace(query.namespace())
                .setPageSize(query.pageSize())
                .setPageToken(query.pageToken())
                .setRead(read(query.read()))
                .build();
    }

    static ServiceKey service(OverrideScope.OfService scope) {
        return ServiceKey.newBuilder()
                .setNamespace(scope.namespace())
                .setService(scope.service())
                .build();
    }

    static ZoneKey zone(OverrideScope.OfZone scope) {
        return ZoneKey.newBuilder()
                .setNamespace(scope.namespace())
                .setZone(scope.zone())
                .build();
    }

    /** The name of an instance. */
    public static io.serviceregistry.proto.v1.InstanceKey key(InstanceKey key) {
        return io.serviceregistry.proto.v1.InstanceKey.newBuilder()
                .setNamespace(key.namespace())
                .setService(key.service())
                .setInstanceId(key.instanceId())
                .build();
    }

    static io.serviceregistry.proto.v1.InstanceSpec spec(InstanceSpec spec) {
        io.serviceregistry.proto.v1.InstanceSpec.Builder wire = io.serviceregistry.proto.v1.InstanceSpec.newBuilder()
                .setKey(key(spec.key()))
                .putAllMetadata(spec.metadata())
                .addAllTags(spec.tags())
                .setZone(spec.zone())
                .setWeight(spec.weight())
                .setStatus(Enums.REPORTED_STATUS.toWire(spec.status()))
                .setLease(lease(spec.lease()));
        for (Endpoint endpoint : spec.endpoints()) {
            wire.addEndpoints(io.serviceregistry.proto.v1.Endpoint.newBuilder()
                    .setName(endpoint.name())
                    .setUri(endpoint.uri()));
        }
        spec.checks().forEach(check -> wire.addChecks(check(check)));
        return wire.build();
    }

    private static io.serviceregistry.proto.v1.LeasePolicy lease(LeasePolicy lease) {
        io.serviceregistry.proto.v1.LeasePolicy.Builder wire = io.serviceregistry.proto.v1.LeasePolicy.newBuilder();
        if (lease.ttl() == null) {
            wire.setNoTtl(true);
        } else {
            wire.setTtlMillis(lease.ttl().toMillis());
        }
        if (lease.removeAfter() == null) {
            wire.setNeverRemove(true);
        } else {
            wire.setRemoveAfterMillis(lease.removeAfter().toMillis());
        }
        return wire.build();
    }

    private static io.serviceregistry.proto.v1.Check check(Check check) {
        return io.serviceregistry.proto.v1.Check.newBuilder()
                .setName(check.name())
                .setStatus(Enums.CHECK_STATUS.toWire(check.status()))
                .setOutput(check.output())
                .build();
    }

    /** How fresh an answer must be. */
    public static io.serviceregistry.proto.v1.ReadOptions read(ReadOptions read) {
        io.serviceregistry.proto.v1.ReadOptions.Builder wire = io.serviceregistry.proto.v1.ReadOptions.newBuilder()
                .setConsistency(Enums.CONSISTENCY.toWire(read.consistency()))
                .setMinRevision(read.minRevision());
        if (read.maxAge() != null) {
            wire.setMaxAgeMillis(read.maxAge().toMillis());
        }
        return wire.build();
    }
}
