package io.serviceregistry.bench.check;

import io.serviceregistry.bench.check.wgl.Call;
import io.serviceregistry.bench.check.wgl.ServiceOperation;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Condition;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Content;
import io.serviceregistry.bench.check.wgl.ServiceOperation.Seen;
import io.serviceregistry.bench.history.Op;
import io.serviceregistry.bench.model.InstanceName;
import io.serviceregistry.bench.model.ServiceName;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RenewResponse;
import io.serviceregistry.proto.v1.Renewal;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.UpdateResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Cuts a history into parts that can be judged apart: one for each service, or for each instance of a service that nobody read as a
 * whole. Left out are reads that may be stale, failed reads, and lists of services; services with overrides, holds, checks or
 * weights are not judged, for what happened to them cannot be told from their callers' operations alone.
 */
final class ServicePartitions {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long DEFAULT_TTL_MILLIS = 15_000;
    private static final long DEFAULT_REMOVAL_MILLIS = 60_000;
    private static final Set<String> ANSWERS =
            Set.of("", "INSTANCE_EXISTS", "LEASE_REPLACED", "LEASE_UNKNOWN", "INSTANCE_NOT_FOUND", "REVISION_MISMATCH");

    private final Map<Long, InstanceName> holders = new HashMap<>();
    private final SortedMap<ServiceName, List<Call<ServiceOperation>>> services = new TreeMap<>();
    private final Set<ServiceName> beyond = new TreeSet<>();

    private ServicePartitions(List<Op> operations) {
        operations.forEach(this::learn);
        operations.stream()
                .filter(op -> op.isLinearizable() && !op.isNotApplied())
                .forEach(this::add);
    }

    /** The parts of a history, by name. */
    static SortedMap<String, List<Call<ServiceOperation>>> of(List<Op> operations) {
        ServicePartitions partitions = new ServicePartitions(operations);
        SortedMap<String, List<Call<ServiceOperation>>> parts = new TreeMap<>();
        partitions.services.forEach((service, calls) -> {
            if (!partitions.beyond.contains(service)) {
                partitions.cut(service, calls, parts);
            }
        });
        return parts;
    }

    private void cut(
            ServiceName service,
            List<Call<ServiceOperation>> calls,
            SortedMap<String, List<Call<ServiceOperation>>> parts) {
        boolean whole =
                calls.stream().anyMatch(call -> call.operation().concerned().isEmpty());
        for (Call<ServiceOperation> call : calls) {
            String part = whole
                    ? service.toString()
                    : service + "/" + call.operation().concerned().orElseThrow();
            parts.computeIfAbsent(part, name -> new ArrayList<>()).add(call);
        }
    }

    /** Whose a lease is can be known from whoever was told of it. */
    private void learn(Op op) {
        if (op.isGranted() && op.response() instanceof RegisterResponse registered) {
            holders.put(
                    registered.getLeaseId(),
                    InstanceName.of(op.register().getInstance().getKey()));
        } else if (op.isGranted() && op.response() instanceof GetInstanceResponse got) {
            learn(got.getInstance());
        } else if (op.isGranted() && op.response() instanceof DiscoverResponse found) {
            found.getInstancesList().forEach(this::learn);
        }
    }

    private void learn(Instance instance) {
        InstanceName name = InstanceName.of(instance.getSpec().getKey());
        holders.put(instance.getLeaseId(), name);
        if (instance.getHeld() || instance.hasOverride() || instance.getSpec().getChecksCount() > 0) {
            beyond.add(name.service());
        }
    }

    private void add(Op op) {
        boolean known = op.isOk() && ANSWERS.contains(op.record().getReason());
        boolean open = op.kind().isWrite()
                && (op.isIndeterminate() || op.record().getReason().equals("REQUEST_TOO_OLD"));
        if (!known && !open) {
            return; // refused for reasons that have nothing to do with instances: without effect
        }
        switch (op.kind()) {
            case REGISTER -> register(op, op.register(), known);
            case RENEW -> renew(op, known);
            case UPDATE -> update(op, op.update(), known);
            case DEREGISTER -> deregister(op, op.deregister(), known);
            case GET -> {
                InstanceKey key = op.get().getKey();
                Map<String, Seen> seen = op.isGranted()
                        ? Map.of(key.getInstanceId(), seen(((GetInstanceResponse) op.response()).getInstance()))
                        : Map.of();
                add(op, service(key), new ServiceOperation.Read(seen, true, Optional.of(key.getInstanceId())));
            }
            case DISCOVER -> discover(op);
            case LIST -> {} // of more than one service
        }
    }

    private void register(Op op, RegisterRequest request, boolean answered) {
        InstanceKey key = request.getInstance().getKey();
        LeasePolicy lease = request.getInstance().getLease();
        long ttlMillis = lease.getNoTtl() ? 0 : lease.hasTtlMillis() ? lease.getTtlMillis() : DEFAULT_TTL_MILLIS;
        long removalMillis = lease.getNeverRemove()
                ? -1
                : lease.hasRemoveAfterMillis() ? lease.getRemoveAfterMillis() : DEFAULT_REMOVAL_MILLIS;
        ReportedStatus status = request.getInstance().getStatus();
        add(
                op,
                service(key),
                new ServiceOperation.Register(
                        key.getInstanceId(),
                        new Content(
                                text(request.getInstance().getMetadataMap()),
                                status == ReportedStatus.REPORTED_STATUS_UNSPECIFIED
                                        ? ReportedStatus.REPORTED_STATUS_UP.name()
                                        : status.name()),
                        request.getIfAbsent()
                                ? Condition.IF_ABSENT
                                : request.hasPreviousLeaseId() ? Condition.PREVIOUS_LEASE : Condition.NONE,
                        request.getPreviousLeaseId(),
                        ttlMillis * NANOS_PER_MILLI,
                        removalMillis < 0 ? -1 : removalMillis * NANOS_PER_MILLI,
                        answered,
                        answered ? op.record().getReason() : "",
                        op.isGranted()
                                ? ((RegisterResponse) op.response()).getLeaseId()
                                : op.record().getDetail()));
    }

    private void renew(Op op, boolean answered) {
        Map<Long, String> statuses = new HashMap<>();
        if (answered) {
            for (Renewal one : ((RenewResponse) op.response()).getRenewalsList()) {
                statuses.put(one.getLeaseId(), one.getStatus().name().substring("RENEWAL_STATUS_".length()));
            }
        }
        for (long leaseId : op.renew().getLeaseIdsList()) {
            InstanceName name = holders.get(leaseId);
            if (name != null) {
                add(
                        op,
                        name.service(),
                        new ServiceOperation.Renew(name.id(), leaseId, statuses.getOrDefault(leaseId, "")));
            }
        }
    }

    private void update(Op op, UpdateRequest request, boolean answered) {
        if (request.hasChecks() || request.hasWeight()) {
            beyond.add(service(request.getKey()));
        }
        add(
                op,
                service(request.getKey()),
                new ServiceOperation.Update(
                        request.getKey().getInstanceId(),
                        request.getLeaseId(),
                        request.getExpectedRevision(),
                        request.hasMetadata()
                                ? Optional.of(text(request.getMetadata().getEntriesMap()))
                                : Optional.empty(),
                        request.getStatus() == ReportedStatus.REPORTED_STATUS_UNSPECIFIED
                                ? Optional.empty()
                                : Optional.of(request.getStatus().name()),
                        answered,
                        answered ? op.record().getReason() : "",
                        op.isGranted()
                                ? ((UpdateResponse) op.response()).getModifiedRevision()
                                : op.record().getDetail()));
    }

    private void deregister(Op op, DeregisterRequest request, boolean answered) {
        add(
                op,
                service(request.getKey()),
                new ServiceOperation.Deregister(
                        request.getKey().getInstanceId(),
                        request.getLeaseId(),
                        answered,
                        answered ? op.record().getReason() : ""));
    }

    private void discover(Op op) {
        Map<String, Seen> seen = new HashMap<>();
        DiscoverResponse response = (DiscoverResponse) op.response();
        response.getInstancesList()
                .forEach(instance -> seen.put(instance.getSpec().getKey().getInstanceId(), seen(instance)));
        boolean complete = op.discover().getFilter() == InstanceFilter.INSTANCE_FILTER_ALL
                && op.discover().getSelector().isEmpty()
                && op.discover().getPreferredZone().isEmpty()
                && op.discover().getPageToken().isEmpty()
                && response.getNextPageToken().isEmpty();
        ServiceName service = InstanceName.ofService(
                op.discover().getNamespace(), op.discover().getService());
        add(op, service, new ServiceOperation.Read(seen, complete, Optional.empty()));
    }

    private void add(Op op, ServiceName service, ServiceOperation operation) {
        boolean open = op.isIndeterminate() || op.record().getReason().equals("REQUEST_TOO_OLD");
        services.computeIfAbsent(service, none -> new ArrayList<>())
                .add(new Call<>(operation, op.callNanos(), open ? Call.NEVER : op.returnNanos()));
    }

    private static Seen seen(Instance instance) {
        return new Seen(
                instance.getLeaseId(),
                instance.getModifiedRevision(),
                new Content(
                        text(instance.getSpec().getMetadataMap()),
                        instance.getSpec().getStatus().name()),
                instance.getStatus() == EffectiveStatus.EFFECTIVE_STATUS_LAPSED,
                instance.getHeld());
    }

    private static ServiceName service(InstanceKey key) {
        return InstanceName.of(key).service();
    }

    private static String text(Map<String, String> metadata) {
        return new TreeMap<>(metadata).toString();
    }
}
