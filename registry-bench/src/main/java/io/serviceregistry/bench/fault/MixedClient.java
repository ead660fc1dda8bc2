package io.serviceregistry.bench.fault;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.serviceregistry.bench.history.HistoryWriter;
import io.serviceregistry.bench.history.proto.Operation;
import io.serviceregistry.bench.history.proto.Outcome;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.ListServicesRequest;
import io.serviceregistry.proto.v1.Metadata;
import io.serviceregistry.proto.v1.ReadOptions;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.ReportedStatus;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.UpdateResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Does all kinds of operations on a few instances that others do them on too, at all nodes, one at a time, and records them. What
 * it asks for is often refused: leases that are not its own any more, revisions that have moved.
 *
 * <p>The services change every few seconds, so that a search for an order of operations has parts of bounded size.
 */
final class MixedClient implements Runnable {
    private static final long EPOCH_NANOS = Duration.ofSeconds(4).toNanos();
    private static final int SERVICES = 3;
    private static final int INSTANCES = 3;
    private static final int MAX_THINK_MILLIS = 160;
    private static final int MAX_ATTEMPTS = 4;
    private static final long RETRY_NANOS = Duration.ofMillis(60).toNanos();
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofMillis(1_500);

    /** Refusals that the state does not remember: another attempt of the same request may fare otherwise. */
    private static final List<String> PASSING =
            List.of("DEADLINE_PASSED", "TOO_MANY_REQUESTS_REMEMBERED", "FEATURE_LEVEL_TOO_LOW", "REQUEST_TOO_OLD");

    private final int number;
    private final List<NodeCalls> nodes;
    private final HistoryWriter history;
    private final RandomGenerator random;
    private final String id = UUID.randomUUID().toString();
    private final Map<InstanceKey, Long> leases = new HashMap<>();
    private final Map<InstanceKey, Long> revisions = new HashMap<>();
    private long sequence;
    private long registryTimeMillis;
    private long revision;
    private int values;
    private volatile boolean stopping;

    MixedClient(int number, List<NodeCalls> nodes, HistoryWriter history, RandomGenerator random) {
        this.number = number;
        this.nodes = nodes;
        this.history = history;
        this.random = random;
    }

    /** Begins no more operations. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping) {
            LockSupport.parkNanos(random.nextInt(MAX_THINK_MILLIS) * 1_000_000L);
            step(key());
        }
    }

    private InstanceKey key() {
        return InstanceKey.newBuilder()
                .setService("mixed-" + history.nanos() / EPOCH_NANOS + "-" + random.nextInt(SERVICES))
                .setInstanceId("i" + random.nextInt(INSTANCES))
                .build();
    }

    private void step(InstanceKey key) {
        int dice = random.nextInt(100);
        if (dice < 22) {
            register(key);
        } else if (dice < 44) {
            renew(key);
        } else if (dice < 58) {
            update(key);
        } else if (dice < 64) {
            deregister(key);
        } else if (dice < 80) {
            get(key);
        } else if (dice < 97) {
            discover(key);
        } else {
            list();
        }
    }

    private void register(InstanceKey key) {
        LeasePolicy.Builder lease = LeasePolicy.newBuilder();
        switch (random.nextInt(4)) {
            case 0 -> lease.setNoTtl(true);
            case 1 -> lease.setTtlMillis(1_000).setRemoveAfterMillis(0);
            case 2 -> lease.setTtlMillis(1_000 + random.nextInt(1_000)).setRemoveAfterMillis(700);
            default -> lease.setTtlMillis(1_500).setNeverRemove(true);
        }
        RegisterRequest.Builder request = RegisterRequest.newBuilder()
                .setRequestId(nextId())
                .setInstance(InstanceSpec.newBuilder()
                        .setKey(key)
                        .putMetadata("value", number + "-" + ++values)
                        .setLease(lease));
        int dice = random.nextInt(10);
        if (dice < 3) {
            request.setIfAbsent(true);
        } else if (dice < 6 && leases.containsKey(key)) {
            request.setPreviousLeaseId(leases.get(key));
        }
        RegisterRequest built = request.build();
        RegisterResponse granted = perform(
                RegistrationServiceGrpc.getRegisterMethod(),
                built,
                RegisterResponse::getHeader,
                Operation.newBuilder().setRegister(built.toByteString()),
                MAX_ATTEMPTS);
        if (granted != null) {
            leases.put(key, granted.getLeaseId());
            revisions.put(key, granted.getHeader().getRevision());
        }
    }

    private void renew(InstanceKey key) {
        List<Long> ids = new ArrayList<>();
        leases.forEach((held, lease) -> {
            if (held.equals(key) || (held.getService().equals(key.getService()) && random.nextInt(3) == 0)) {
                ids.add(lease);
            }
        });
        if (ids.isEmpty()) {
            return;
        }
        RenewRequest request = RenewRequest.newBuilder().addAllLeaseIds(ids).build();
        // Once only: a renewal has no id by which a second attempt could be told from a second renewal.
        perform(
                RegistrationServiceGrpc.getRenewMethod(),
                request,
                response -> response.getHeader(),
                Operation.newBuilder().setRenew(request.toByteString()),
                1);
    }

    private void update(InstanceKey key) {
        UpdateRequest.Builder request =
                UpdateRequest.newBuilder().setRequestId(nextId()).setKey(key);
        if (leases.containsKey(key) && random.nextBoolean()) {
            request.setLeaseId(leases.get(key));
        }
        if (revisions.containsKey(key) && random.nextBoolean()) {
            request.setExpectedRevision(revisions.get(key));
        }
        if (random.nextInt(3) > 0) {
            request.setMetadata(Metadata.newBuilder().putEntries("value", number + "-" + ++values));
        } else {
            request.setStatus(
                    random.nextBoolean() ? ReportedStatus.REPORTED_STATUS_DRAINING : ReportedStatus.REPORTED_STATUS_UP);
        }
        UpdateRequest built = request.build();
        UpdateResponse updated = perform(
                RegistrationServiceGrpc.getUpdateMethod(),
                built,
                UpdateResponse::getHeader,
                Operation.newBuilder().setUpdate(built.toByteString()),
                MAX_ATTEMPTS);
        if (updated != null) {
            revisions.put(key, updated.getModifiedRevision());
        }
    }

    private void deregister(InstanceKey key) {
        DeregisterRequest.Builder request =
                DeregisterRequest.newBuilder().setRequestId(nextId()).setKey(key);
        if (leases.containsKey(key) && random.nextInt(4) > 0) {
            request.setLeaseId(leases.get(key));
        }
        DeregisterRequest built = request.build();
        perform(
                RegistrationServiceGrpc.getDeregisterMethod(),
                built,
                response -> response.getHeader(),
                Operation.newBuilder().setDeregister(built.toByteString()),
                MAX_ATTEMPTS);
    }

    private void get(InstanceKey key) {
        GetInstanceRequest request =
                GetInstanceRequest.newBuilder().setKey(key).setRead(freshness()).build();
        GetInstanceResponse found = perform(
                DiscoveryServiceGrpc.getGetInstanceMethod(),
                request,
                GetInstanceResponse::getHeader,
                Operation.newBuilder().setGet(request.toByteString()),
                1);
        if (found != null) {
            revisions.put(key, found.getInstance().getModifiedRevision());
        }
    }

    private void discover(InstanceKey key) {
        InstanceFilter filter = random.nextInt(3) > 0
                ? InstanceFilter.INSTANCE_FILTER_ALL
                : random.nextBoolean() ? InstanceFilter.INSTANCE_FILTER_ALIVE : InstanceFilter.INSTANCE_FILTER_HEALTHY;
        DiscoverRequest request = DiscoverRequest.newBuilder()
                .setService(key.getService())
                .setFilter(filter)
                .setWithoutLeaseState(random.nextBoolean())
                .setRead(freshness())
                .build();
        perform(
                DiscoveryServiceGrpc.getDiscoverMethod(),
                request,
                response -> response.getHeader(),
                Operation.newBuilder().setDiscover(request.toByteString()),
                1);
    }

    private void list() {
        ListServicesRequest request = ListServicesRequest.newBuilder()
                .setPageSize(1_000)
                .setRead(freshness())
                .build();
        perform(
                DiscoveryServiceGrpc.getListServicesMethod(),
                request,
                response -> response.getHeader(),
                Operation.newBuilder().setList(request.toByteString()),
                1);
    }

    private ReadOptions freshness() {
        ReadOptions.Builder read = ReadOptions.newBuilder();
        switch (random.nextInt(8)) {
            case 0 -> read.setConsistency(Consistency.CONSISTENCY_AT_LEAST).setMinRevision(revision);
            case 1 -> read.setConsistency(Consistency.CONSISTENCY_LOCAL);
            case 2 -> read.setConsistency(Consistency.CONSISTENCY_LOCAL).setMaxAgeMillis(500 + random.nextInt(2_000));
            default -> {} // linearizable
        }
        return read.build();
    }

    private RequestId nextId() {
        sequence++;
        return RequestId.newBuilder()
                .setClientId(id)
                .setSequence(sequence)
                .setLowestUnanswered(sequence)
                .setIssuedAtMillis(registryTimeMillis)
                .build();
    }

    /** Makes one request, attempt after attempt, and records what came of it; null unless it was granted. */
    private <Q extends Message, R extends Message> @Nullable R perform(
            MethodDescriptor<Q, R> method,
            Q request,
            Function<R, ResponseHeader> header,
            Operation.Builder operation,
            int maxAttempts) {
        boolean isWrite =
                method.getServiceName() != null && method.getServiceName().equals(RegistrationServiceGrpc.SERVICE_NAME);
        boolean open = false;
        operation.setClient(number).setCallNanos(history.nanos());
        for (int attempt = 1; ; attempt++) {
            NodeCalls node = nodes.get(random.nextInt(nodes.size()));
            operation.setNode(node.node()).setAttempts(attempt);
            try {
                R response = node.call(method, request, random.nextInt(3) == 0 ? LONG : SHORT)
                        .join();
                record(operation, header.apply(response), response);
                return response;
            } catch (CompletionException failure) {
                operation.setReason(NodeCalls.reasonOf(failure)).setReturnNanos(history.nanos());
                if (isAnswer(operation.getReason(), NodeCalls.detailsOf(failure), open)) {
                    recordRefusal(operation, NodeCalls.detailsOf(failure));
                    return null;
                }
                open |= !isWrite
                        || NodeCalls.outcomeOf(failure) == io.serviceregistry.bench.check.Write.Outcome.INDETERMINATE;
                if (attempt == maxAttempts || stopping || random.nextInt(4) == 0) {
                    history.add(
                            operation.setOutcome(open ? Outcome.OUTCOME_INDETERMINATE : Outcome.OUTCOME_NOT_APPLIED));
                    return null;
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    /** A refusal by the state names its place; one that is not remembered counts only if no other attempt may be under way. */
    private static boolean isAnswer(String reason, Map<String, String> details, boolean open) {
        return details.containsKey("log_index")
                && !reason.equals("REQUEST_TOO_OLD")
                && (!open || !PASSING.contains(reason));
    }

    private void record(Operation.Builder operation, ResponseHeader header, Message response) {
        registryTimeMillis = Math.max(registryTimeMillis, header.getRegistryTimeMillis());
        revision = Math.max(revision, header.getRevision());
        if (header.hasAgeMillis()) {
            operation.setAgeMillis(header.getAgeMillis());
        }
        history.add(operation
                .clearReason()
                .setReturnNanos(history.nanos())
                .setOutcome(Outcome.OUTCOME_OK)
                .setRevision(header.getRevision())
                .setLogIndex(header.getLogIndex())
                .setCommandIndex(header.getCommandIndex())
                .setResponse(response.toByteString()));
    }

    private void recordRefusal(Operation.Builder operation, Map<String, String> details) {
        if (details.containsKey("age_millis")) {
            operation.setAgeMillis(number(details, "age_millis"));
        }
        long detail = List.of("lease_id", "modified_revision", "limit", "required_level", "not_after_millis").stream()
                .filter(details::containsKey)
                .mapToLong(name -> number(details, name))
                .findFirst()
                .orElse(0);
        history.add(operation
                .setOutcome(Outcome.OUTCOME_OK)
                .setRevision(number(details, "revision"))
                .setLogIndex(number(details, "log_index"))
                .setCommandIndex((int) number(details, "command_index"))
                .setDetail(detail));
    }

    private static long number(Map<String, String> details, String name) {
        return Long.parseLong(details.getOrDefault(name, "0"));
    }
}
