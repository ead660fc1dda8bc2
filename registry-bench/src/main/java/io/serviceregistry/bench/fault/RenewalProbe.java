package io.serviceregistry.bench.fault;

import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewalStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Renews one living lease twenty times a second, at the nodes in turn, and measures how long that takes. */
final class RenewalProbe implements AutoCloseable {
    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long EVERY_MILLIS = 50;

    private final List<NodeCalls> nodes;
    private final RenewRequest request;
    private final List<Long> tookNanos = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private int turn;
    private final SortedMap<String, Integer> others = new TreeMap<>();

    /** Registers the lease and begins. */
    RenewalProbe(List<NodeCalls> nodes, RegistryClient client) {
        this.nodes = nodes;
        GrantedLease lease =
                client.register(InstanceSpec.of(InstanceKey.of("probe", "p")).withLease(LeasePolicy.ofTtl(TTL)));
        this.request = RenewRequest.newBuilder().addLeaseIds(lease.leaseId()).build();
        var unused = timer.scheduleAtFixedRate(this::renew, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void renew() {
        NodeCalls node = nodes.get(turn++ % nodes.size());
        long beganNanos = System.nanoTime();
        var unused = node.call(RegistrationServiceGrpc.getRenewMethod(), request, DEADLINE)
                .whenComplete((answer, failure) -> ended(
                        System.nanoTime() - beganNanos,
                        failure == null ? answer.getRenewals(0).getStatus().toString() : NodeCalls.reasonOf(failure)));
    }

    private synchronized void ended(long nanos, String outcome) {
        if (outcome.equals(RenewalStatus.RENEWAL_STATUS_RENEWED.toString())) {
            tookNanos.add(nanos);
        } else {
            others.merge(outcome, 1, Integer::sum);
        }
    }

    /** From now on it is measured. */
    synchronized void beginToMeasure() {
        tookNanos.clear();
        others.clear();
    }

    /** How long those that renewed the lease took. */
    synchronized Distribution took() {
        return new Distribution(tookNanos);
    }

    /** What the others came to, and how many of them. */
    synchronized SortedMap<String, Integer> others() {
        return new TreeMap<>(others);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
