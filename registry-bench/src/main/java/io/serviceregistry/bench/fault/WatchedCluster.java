package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.DigestChecker;
import io.serviceregistry.bench.cluster.RegistryCluster;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A cluster of processes that is asked for its status all the time, without any load. One thread drives it. */
final class WatchedCluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final long LOOK_MILLIS = 20;
    private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();

    private final RegistryCluster cluster;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "watch");
        thread.setDaemon(true);
        return thread;
    });
    private final List<NodeCalls> calls;
    private final DigestChecker digests = new DigestChecker();
    private final ClusterWatch watch;

    WatchedCluster(FaultPlan plan) {
        cluster = new RegistryCluster(plan.nodes(), plan.directory(), plan.java(), plan.settings());
        calls = cluster.ids().stream()
                .map(node -> new NodeCalls(node, cluster.address(node), timer))
                .toList();
        watch = new ClusterWatch(calls, digests);
    }

    /**
     * Starts the nodes and waits until they are whole.
     *
     * @throws IllegalStateException when they do not become so
     */
    void start() {
        cluster.start();
        var unused = timer.scheduleAtFixedRate(watch::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        awaitWhole();
    }

    /** Waits until all nodes follow one leader and have applied what is known to be committed now. */
    void awaitWhole() {
        long goal = watch.commitIndex();
        if (!await(() -> watch.ailment(goal).isEmpty())) {
            throw new IllegalStateException(
                    "the cluster is not whole: " + watch.ailment(goal).orElse("it was not in time"));
        }
    }

    /** Waits for a condition; false when it does not come true. */
    boolean await(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNanos >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    RegistryCluster cluster() {
        return cluster;
    }

    /** Calls to each node. */
    List<NodeCalls> calls() {
        return calls;
    }

    ClusterWatch watch() {
        return watch;
    }

    DigestChecker digests() {
        return digests;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        cluster.close();
        calls.forEach(NodeCalls::close);
    }
}
