package io.serviceregistry.bench.fault;

import static io.serviceregistry.bench.check.Write.ABSENT;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.check.Write;
import io.serviceregistry.bench.check.Write.Outcome;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.LeasePolicy;
import io.serviceregistry.proto.v1.Metadata;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.UpdateRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes the keys of one service through one node, sick or not, one request at a time: registrations, takeovers,
 * updates and removals, each with a value of its own.
 *
 * <p>Every update names the revision of the write before it. So a write that was acknowledged and then lost is found by
 * its successor at once, whether or not anybody reads in between. A request that failed is repeated under its id, or,
 * updates only, given up in doubt: it then takes effect before the key's next write or never.
 */
final class KeyWriter implements Runnable {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofMillis(1_600);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(60);
    private static final long MAX_THINK_NANOS = TimeUnit.MILLISECONDS.toNanos(80);

    /** What this writer knows of one of its keys. */
    private static final class Known {
        private final InstanceKey key;
        private int lastValue = ABSENT;
        private long leaseId; // 0: the key is not there
        private long revision;
        private boolean inDoubt; // an update was given up: it may have moved the revision, or may still do so

        private Known(InstanceKey key) {
            this.key = key;
        }

        private String name() {
            return Keys.key(key.getService(), key.getInstanceId());
        }
    }

    /** What an acknowledgement says. */
    private record Answer(ResponseHeader header, long leaseId) {}

    /** One attempt of a request. */
    private interface Attempt {
        CompletableFuture<Answer> call(Duration deadline);
    }

    private final NodeCalls calls;
    private final History history;
    private final RandomGenerator random;
    private final Map<String, Known> keys = new HashMap<>();
    private final List<Violation> violations = new CopyOnWriteArrayList<>();
    private final String clientId = UUID.randomUUID().toString();
    private final String service;
    private final int pace;
    private long sequence;
    private long registryTimeMillis;
    private volatile boolean stopping;

    /** @param pace how many times the usual rate it writes at, while the registry is quick */
    KeyWriter(String service, int pace, NodeCalls calls, History history, RandomGenerator random) {
        this.pace = pace;
        this.service = service;
        this.calls = calls;
        this.history = history;
        this.random = random;
        for (String instance : Keys.instances()) {
            keys.put(
                    instance,
                    new Known(InstanceKey.newBuilder()
                            .setService(service)
                            .setInstanceId(instance)
                            .build()));
        }
    }

    /** Writes until it is told to stop. */
    @Override
    public void run() {
        List<String> names = Keys.instances();
        while (!stopping) {
            Known known = keys.get(names.get(random.nextInt(names.size())));
            if (known != null) {
                write(known);
            }
            pause(random.nextLong(MAX_THINK_NANOS / pace));
        }
    }

    /** Begins no more writes; the one under way is tried a last time. */
    void stop() {
        stopping = true;
    }

    /** What the successors of writes have found. */
    List<Violation> violations() {
        return violations;
    }

    private void write(Known known) {
        int dice = random.nextInt(100);
        if (known.leaseId == 0) {
            register(known, false);
        } else if (known.inDoubt || dice < 85) {
            update(known);
        } else if (dice < 95) {
            register(known, true);
        } else {
            deregister(known);
        }
    }

    private void register(Known known, boolean takeover) {
        int value = ++known.lastValue;
        RegisterRequest.Builder request = RegisterRequest.newBuilder()
                .setRequestId(nextId())
                .setInstance(InstanceSpec.newBuilder()
                        .setKey(known.key)
                        .putMetadata(Keys.VALUE, Integer.toString(value))
                        .setLease(LeasePolicy.newBuilder().setNoTtl(true)));
        if (takeover) {
            request.setPreviousLeaseId(known.leaseId);
        } else {
            request.setIfAbsent(true);
        }
        Answer answer = perform(
                known,
                value,
                false,
                deadline -> calls.call(RegistrationServiceGrpc.getRegisterMethod(), request.build(), deadline)
                        .thenApply(response -> new Answer(response.getHeader(), response.getLeaseId())));
        if (answer != null) {
            if (answer.leaseId() <= known.leaseId) {
                violated(
                        "FencedAfterReplacement",
                        known.name() + " was granted lease " + answer.leaseId() + " after " + known.leaseId);
            }
            known.leaseId = answer.leaseId();
        }
    }

    private void update(Known known) {
        int value = ++known.lastValue;
        UpdateRequest request = UpdateRequest.newBuilder()
                .setRequestId(nextId())
                .setKey(known.key)
                .setLeaseId(known.leaseId)
                .setExpectedRevision(known.revision)
                .setMetadata(Metadata.newBuilder().putEntries(Keys.VALUE, Integer.toString(value)))
                .build();
        perform(
                known,
                value,
                true,
                deadline -> calls.call(RegistrationServiceGrpc.getUpdateMethod(), request, deadline)
                        .thenApply(response -> new Answer(response.getHeader(), 0)));
    }

    private void deregister(Known known) {
        DeregisterRequest request = DeregisterRequest.newBuilder()
                .setRequestId(nextId())
                .setKey(known.key)
                .setLeaseId(known.leaseId)
                .build();
        Answer answer = perform(
                known,
                ABSENT,
                false,
                deadline -> calls.call(RegistrationServiceGrpc.getDeregisterMethod(), request, deadline)
                        .thenApply(response -> new Answer(response.getHeader(), 0)));
        if (answer != null) {
            known.leaseId = 0;
        }
    }

    private RequestId nextId() {
        sequence++;
        return RequestId.newBuilder()
                .setClientId(clientId)
                .setSequence(sequence)
                .setLowestUnanswered(sequence)
                .setIssuedAtMillis(registryTimeMillis)
                .build();
    }

    /** Makes one request, attempt after attempt, and records what came of it; null unless it was acknowledged. */
    private @Nullable Answer perform(Known known, int value, boolean mayGiveUp, Attempt attempt) {
        long callNanos = System.nanoTime();
        Write open = Write.indeterminate(known.name(), value, callNanos, calls.node());
        history.begin(open);
        boolean maybeApplied = false;
        while (true) {
            try {
                Answer answer =
                        attempt.call(random.nextBoolean() ? SHORT : LONG).join();
                ResponseHeader header = answer.header();
                history.add(Write.applied(
                        known.name(),
                        value,
                        callNanos,
                        System.nanoTime(),
                        calls.node(),
                        header.getRevision(),
                        header.getLogIndex(),
                        header.getCommandIndex()));
                registryTimeMillis = Math.max(registryTimeMillis, header.getRegistryTimeMillis());
                known.revision = header.getRevision();
                known.inDoubt = false; // whatever was given up before named an older revision
                return answer;
            } catch (CompletionException failure) {
                String reason = NodeCalls.reasonOf(failure);
                history.failed("write", reason);
                maybeApplied |= NodeCalls.outcomeOf(failure) == Outcome.INDETERMINATE;
                boolean decided = isDecided(reason);
                if (decided || stopping || ((!maybeApplied || mayGiveUp) && random.nextBoolean())) {
                    giveUp(known, open, decided ? reason : "", maybeApplied);
                    return null;
                }
                pause(RETRY_NANOS);
            }
        }
    }

    /** An answer of the state machine: asking again under this id brings no other. */
    private static boolean isDecided(String reason) {
        return switch (reason) {
            case "REVISION_MISMATCH",
                    "INSTANCE_NOT_FOUND",
                    "INSTANCE_EXISTS",
                    "LEASE_REPLACED",
                    "LEASE_UNKNOWN",
                    "INVALID_FIELD",
                    "REQUEST_ID_REUSED",
                    "REQUEST_TOO_OLD" -> true;
            default -> false;
        };
    }

    private void giveUp(Known known, Write open, String rejection, boolean maybeApplied) {
        boolean rejected = !rejection.isEmpty();
        // The outcome of a rejection is final under this request id: no attempt of it has any effect.
        if (rejected || !maybeApplied) {
            history.add(Write.notApplied(open.key(), open.value(), open.callNanos(), System.nanoTime(), open.node()));
        } else {
            history.add(open);
        }
        if (rejected && !(known.inDoubt && rejection.equals("REVISION_MISMATCH"))) {
            violated(
                    "AckedMeansDurable",
                    open.key() + ": the write after revision " + known.revision + " was refused with " + rejection
                            + " although nobody else writes it");
        }
        if (rejected || maybeApplied) {
            known.inDoubt = true;
            look(known);
        }
    }

    /** Learns where a key stands, linearizably. */
    private void look(Known known) {
        DiscoverRequest request = DiscoverRequest.newBuilder()
                .setService(service)
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .build();
        while (!stopping) {
            try {
                DiscoverResponse found = calls.call(DiscoveryServiceGrpc.getDiscoverMethod(), request, LONG)
                        .join();
                known.leaseId = 0;
                for (Instance instance : found.getInstancesList()) {
                    if (instance.getSpec().getKey().getInstanceId().equals(known.key.getInstanceId())) {
                        known.leaseId = instance.getLeaseId();
                        known.revision = instance.getModifiedRevision();
                    }
                }
                return;
            } catch (CompletionException failure) {
                history.failed("read", NodeCalls.reasonOf(failure));
                pause(RETRY_NANOS);
            }
        }
    }

    private void violated(String promise, String what) {
        violations.add(new Violation(promise, what));
    }

    private static void pause(long nanos) {
        LockSupport.parkNanos(nanos);
    }
}
