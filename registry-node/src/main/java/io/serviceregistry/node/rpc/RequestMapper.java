package io.serviceregistry.node.rpc;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.ClusterConfig;
import io.serviceregistry.node.config.ConfigException;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.ZoneKey;
import io.serviceregistry.node.service.Administration;
import io.serviceregistry.node.service.Discovery.Filter;
import io.serviceregistry.node.service.InstanceDraft;
import io.serviceregistry.node.service.InstanceUpdate;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.LeaseTerms;
import io.serviceregistry.node.service.ReadOptions;
import io.serviceregistry.node.service.ReadOptions.Level;
import io.serviceregistry.node.service.ServiceQuery;
import io.serviceregistry.node.service.ServiceQuery.Part;
import io.serviceregistry.node.service.ServiceQuery.PreferredZone;
import io.serviceregistry.node.service.WatchQuery;
import io.serviceregistry.proto.v1.AddMemberRequest;
import io.serviceregistry.proto.v1.ClearOverrideRequest;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.SetOverrideRequest;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the public schema to what the use cases take.
 *
 * <p>Only what the schema alone knows is decided here: messages that are missing, enum values and flags that say nothing. The
 * rules of values are the use cases'.
 */
final class RequestMapper {
    private static final Map<ReportedStatus, Status> STATUSES =
            EnumPairs.fromSchema(Status.class, ReportedStatus.class, "REPORTED_STATUS_");
    private static final Map<io.serviceregistry.proto.v1.CheckStatus, CheckStatus> CHECK_STATUSES =
            EnumPairs.fromSchema(CheckStatus.class, io.serviceregistry.proto.v1.CheckStatus.class, "CHECK_STATUS_");
    private static final Map<InstanceFilter, Filter> FILTERS =
            EnumPairs.fromSchema(Filter.class, InstanceFilter.class, "INSTANCE_FILTER_");
    private static final Map<Consistency, Level> LEVELS =
            EnumPairs.fromSchema(Level.class, Consistency.class, "CONSISTENCY_");

    private static final String SCOPE_RULE = "one of key, service and zone";

    private RequestMapper() {}

    static io.serviceregistry.node.core.command.RequestId request(RequestId request) {
        return new io.serviceregistry.node.core.command.RequestId(
                request.getClientId(),
                request.getSequence(),
                request.getLowestUnanswered(),
                request.getIssuedAtMillis());
    }

    static InstanceKey key(String field, boolean present, io.serviceregistry.proto.v1.InstanceKey key) {
        require(field, present);
        return InstanceKey.of(key.getNamespace(), key.getService(), key.getInstanceId());
    }

    static OverrideScope scope(SetOverrideRequest request) {
        return switch (request.getScopeCase()) {
            case KEY -> OverrideScope.of(key("key", true, request.getKey()));
            case SERVICE -> OverrideScope.of(service(request.getService()));
            case ZONE -> OverrideScope.of(zone(request.getZone()));
            case SCOPE_NOT_SET -> throw new InvalidFieldException("scope", "absent", SCOPE_RULE);
        };
    }

    static OverrideScope scope(ClearOverrideRequest request) {
        return switch (request.getScopeCase()) {
            case KEY -> OverrideScope.of(key("key", true, request.getKey()));
            case SERVICE -> OverrideScope.of(service(request.getService()));
            case ZONE -> OverrideScope.of(zone(request.getZone()));
            case SCOPE_NOT_SET -> throw new InvalidFieldException("scope", "absent", SCOPE_RULE);
        };
    }

    private static ServiceKey service(io.serviceregistry.proto.v1.ServiceKey key) {
        return new ServiceKey(key.getNamespace(), key.getService());
    }

    private static ZoneKey zone(io.serviceregistry.proto.v1.ZoneKey key) {
        return new ZoneKey(key.getNamespace(), key.getZone());
    }

    static MemberConfig member(AddMemberRequest request) {
        if (!ClusterConfig.isId(request.getNodeId())) {
            throw new InvalidFieldException("node_id", request.getNodeId(), ClusterConfig.ID_RULE);
        }
        return new MemberConfig(
                request.getNodeId(),
                address("grpc_address", request.getGrpcAddress()),
                address("peer_address", request.getPeerAddress()),
                address("raft_address", request.getRaftAddress()),
                request.getHttpAddress().isEmpty() ? null : address("http_address", request.getHttpAddress()));
    }

    private static Address address(String field, String text) {
        try {
            return Address.parse(field, text);
        } catch (ConfigException e) {
            throw new InvalidFieldException(field, text, Address.RULE);
        }
    }

    static InstanceDraft instance(RegisterRequest request) {
        require("instance", request.hasInstance());
        InstanceSpec spec = request.getInstance();
        return new InstanceDraft(
                key("instance.key", spec.hasKey(), spec.getKey()),
                endpoints(spec),
                spec.getMetadataMap(),
                spec.getTagsList(),
                spec.getZone(),
                Integer.toUnsignedLong(spec.getWeight()),
                status("instance.status", spec.getStatus(), spec.getStatusValue()),
                checks("instance.checks", spec.getChecksList()),
                lease("instance.lease", spec.getLease()));
    }

    static Condition condition(RegisterRequest request) {
        return switch (request.getConditionCase()) {
            case CONDITION_NOT_SET -> Condition.NONE;
            case IF_ABSENT -> {
                requireTrue("if_absent", request.getIfAbsent());
                yield Condition.IF_ABSENT;
            }
            case PREVIOUS_LEASE_ID -> Condition.PREVIOUS_LEASE;
        };
    }

    static InstanceUpdate update(UpdateRequest request) {
        return new InstanceUpdate(
                key("key", request.hasKey(), request.getKey()),
                request.getLeaseId(),
                request.getExpectedRevision(),
                status("status", request.getStatus(), request.getStatusValue()),
                request.hasMetadata() ? request.getMetadata().getEntriesMap() : null,
                request.hasChecks()
                        ? checks("checks.checks", request.getChecks().getChecksList())
                        : null,
                request.hasWeight() ? Integer.toUnsignedLong(request.getWeight()) : null);
    }

    static long[] leaseIds(List<Long> leaseIds) {
        long[] ids = new long[leaseIds.size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = leaseIds.get(i);
        }
        return ids;
    }

    static Filter filter(InstanceFilter filter, int number) {
        return number == 0 ? Filter.HEALTHY : known("filter", FILTERS, filter, number);
    }

    static ServiceQuery discover(DiscoverRequest request) {
        return new ServiceQuery(
                new ServiceKey(request.getNamespace(), request.getService()),
                filter(request.getFilter(), request.getFilterValue()),
                request.getSelector(),
                new PreferredZone(request.getPreferredZone(), Integer.toUnsignedLong(request.getMinInZone())),
                new Part(Integer.toUnsignedLong(request.getLimit()), request.getPageToken()),
                read(request.getRead()));
    }

    static ReadOptions read(io.serviceregistry.proto.v1.ReadOptions read) {
        Level level = read.getConsistencyValue() == 0
                ? Level.LINEARIZABLE
                : known("read.consistency", LEVELS, read.getConsistency(), read.getConsistencyValue());
        return new ReadOptions(level, read.getMinRevision(), read.getMaxAgeMillis());
    }

    static WatchQuery watch(WatchRequest request) {
        return new WatchQuery(
                request.getNamespace(),
                request.getServicesList(),
                filter(request.getFilter(), request.getFilterValue()),
                request.getSelector(),
                read(request.getRead()),
                request.hasResume()
                        ? Optional.of(new WatchQuery.ResumePoint(
                                request.getResume().getClusterId(),
                                request.getResume().getRevision()))
                        : Optional.empty());
    }

    /** The status of an override, which is an effective one in the schema. */
    static Status overrideStatus(EffectiveStatus status, int number) {
        return switch (status) {
            case EFFECTIVE_STATUS_DRAINING -> Status.DRAINING;
            case EFFECTIVE_STATUS_OUT_OF_SERVICE -> Status.OUT_OF_SERVICE;
            case EFFECTIVE_STATUS_DOWN -> Status.DOWN;
            case EFFECTIVE_STATUS_UNSPECIFIED,
                    EFFECTIVE_STATUS_UP,
                    EFFECTIVE_STATUS_WARN,
                    EFFECTIVE_STATUS_STARTING,
                    EFFECTIVE_STATUS_LAPSED,
                    UNRECOGNIZED ->
                throw new InvalidFieldException("status", enumText(status, number), Administration.OVERRIDE_RULE);
        };
    }

    private static List<Endpoint> endpoints(InstanceSpec spec) {
        List<Endpoint> endpoints = new ArrayList<>(spec.getEndpointsCount());
        spec.getEndpointsList().forEach(endpoint -> endpoints.add(new Endpoint(endpoint.getName(), endpoint.getUri())));
        return endpoints;
    }

    private static List<Check> checks(String path, List<io.serviceregistry.proto.v1.Check> checks) {
        List<Check> mapped = new ArrayList<>(checks.size());
        for (int i = 0; i < checks.size(); i++) {
            io.serviceregistry.proto.v1.Check check = checks.get(i);
            CheckStatus status =
                    known(path + '[' + i + "].status", CHECK_STATUSES, check.getStatus(), check.getStatusValue());
            mapped.add(new Check(check.getName(), status, check.getOutput()));
        }
        return mapped;
    }

    private static LeaseTerms lease(String path, LeasePolicy lease) {
        if (lease.hasNoTtl()) {
            requireTrue(path + ".no_ttl", lease.getNoTtl());
        }
        if (lease.hasNeverRemove()) {
            requireTrue(path + ".never_remove", lease.getNeverRemove());
        }
        return new LeaseTerms(
                lease.hasTtlMillis() ? lease.getTtlMillis() : null,
                lease.hasNoTtl(),
                lease.hasRemoveAfterMillis() ? lease.getRemoveAfterMillis() : null,
                lease.hasNeverRemove());
    }

    private static @Nullable Status status(String field, ReportedStatus status, int number) {
        return number == 0 ? null : known(field, STATUSES, status, number);
    }

    private static <S extends Enum<S>, T> T known(String field, Map<S, T> pairs, S value, int number) {
        T found = pairs.get(value);
        if (found == null) {
            throw new InvalidFieldException(field, enumText(value, number), "one of " + pairs.keySet());
        }
        return found;
    }

    private static String enumText(Enum<?> value, int number) {
        return value.name().equals("UNRECOGNIZED") ? Integer.toString(number) : value.name();
    }

    private static void require(String field, boolean present) {
        if (!present) {
            throw new InvalidFieldException(field, "absent", "present");
        }
    }

    private static void requireTrue(String field, boolean value) {
        if (!value) {
            throw new InvalidFieldException(field, "false", "true, or absent");
        }
    }
}
