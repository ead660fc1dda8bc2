package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Read;
import io.serviceregistry.bench.check.Read.Seen;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceFilter;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.ReadOptions;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/**
 * Reads the writers' keys from one node, linearizably, many at a time and some with deadlines longer than a pause: when
 * the node stops in its tracks, some reads are inside it and more wait at its door. Confined to one thread; the answers
 * come on others.
 */
final class Readers {
    private static final int MAX_OUTSTANDING = 600; // below the calls that a node permits on a connection
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration LONG = Duration.ofSeconds(7); // longer than any pause

    private final NodeCalls calls;
    private final Keys keys;
    private final History history;
    private final Set<String> sick;
    private final RandomGenerator random;
    private final Semaphore room = new Semaphore(MAX_OUTSTANDING);

    /** @param sick the nodes that a fault is aimed at right now */
    Readers(NodeCalls calls, Keys keys, History history, Set<String> sick, RandomGenerator random) {
        this.calls = calls;
        this.keys = keys;
        this.history = history;
        this.sick = sick;
        this.random = random;
    }

    /** Sends a read, unless too many are unanswered. */
    void read() {
        read(random.nextInt(4) == 0 ? LONG : SHORT);
    }

    /** True when no read is unanswered. */
    boolean isIdle() {
        return room.availablePermits() == MAX_OUTSTANDING;
    }

    /** Sends many reads at once, which wait for longer than a pause. */
    void burst(int count) {
        for (int i = 0; i < count; i++) {
            read(LONG);
        }
    }

    private void read(Duration deadline) {
        if (!room.tryAcquire()) {
            return;
        }
        String service = keys.anyService(random);
        CompletableFuture<?> answer;
        if (random.nextBoolean()) {
            answer = discover(service, deadline);
        } else {
            List<String> instances = Keys.instances();
            answer = getInstance(service, instances.get(random.nextInt(instances.size())), deadline);
        }
        var unused = answer.whenComplete((done, failure) -> {
            room.release();
            if (failure != null) {
                history.failed("read", NodeCalls.reasonOf(failure));
            }
        });
    }

    private CompletableFuture<?> discover(String service, Duration deadline) {
        DiscoverRequest request = DiscoverRequest.newBuilder()
                .setService(service)
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .build();
        long callNanos = System.nanoTime();
        return calls.call(DiscoveryServiceGrpc.getDiscoverMethod(), request, deadline)
                .thenAccept(answer -> add(seen(calls.node(), callNanos, service, answer)));
    }

    /**
     * A node's own state of a service, as a read that was called earlier: whoever knows that the node had by then applied all
     * that was acknowledged may have it judged like any other.
     */
    static Read local(NodeCalls calls, String service, long callNanos) {
        DiscoverRequest request = DiscoverRequest.newBuilder()
                .setService(service)
                .setFilter(InstanceFilter.INSTANCE_FILTER_ALL)
                .setRead(ReadOptions.newBuilder().setConsistency(Consistency.CONSISTENCY_LOCAL))
                .build();
        return seen(
                calls.node(),
                callNanos,
                service,
                calls.call(DiscoveryServiceGrpc.getDiscoverMethod(), request, LONG)
                        .join());
    }

    private static Read seen(String node, long callNanos, String service, DiscoverResponse answer) {
        Map<String, Seen> seen = new HashMap<>();
        for (String instance : Keys.instances()) {
            seen.put(Keys.key(service, instance), Seen.NOTHING);
        }
        answer.getInstancesList().forEach(instance -> put(seen, instance));
        return read(node, callNanos, answer.getHeader(), seen);
    }

    private CompletableFuture<?> getInstance(String service, String instance, Duration deadline) {
        GetInstanceRequest request = GetInstanceRequest.newBuilder()
                .setKey(InstanceKey.newBuilder().setService(service).setInstanceId(instance))
                .build();
        long callNanos = System.nanoTime();
        return calls.call(DiscoveryServiceGrpc.getGetInstanceMethod(), request, deadline)
                .thenAccept(answer -> add(seen(calls.node(), callNanos, answer)));
    }

    private void add(Read read) {
        if (sick.contains(read.node())) {
            history.addFromSick(read);
        } else {
            history.add(read);
        }
    }

    private static Read seen(String node, long callNanos, GetInstanceResponse answer) {
        Map<String, Seen> seen = new HashMap<>();
        put(seen, answer.getInstance());
        return read(node, callNanos, answer.getHeader(), seen);
    }

    private static void put(Map<String, Seen> seen, Instance instance) {
        InstanceKey key = instance.getSpec().getKey();
        int value = Integer.parseInt(instance.getSpec().getMetadataOrThrow(Keys.VALUE));
        seen.put(Keys.key(key.getService(), key.getInstanceId()), new Seen(value, instance.getModifiedRevision()));
    }

    private static Read read(String node, long callNanos, ResponseHeader header, Map<String, Seen> seen) {
        return new Read(node, callNanos, System.nanoTime(), header.getRevision(), header.getLogIndex(), seen);
    }
}
