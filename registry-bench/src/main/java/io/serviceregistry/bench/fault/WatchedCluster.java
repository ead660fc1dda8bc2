package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.DigestChecker;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.load.BackgroundThreads;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A cluster of processes that is asked for its status all the time, without any load. One thread drives it. */
final class WatchedCluster implements AutoCloseable {
    private static final long LOOK_MILLIS = 20;

    private final RegistryCluster cluster;
    private final ScheduledExecutorService timer =
            Executors.newScheduledThreadPool(2, BackgroundThreads.named("watch"));
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
        if (!Waiting.until(() -> watch.ailment(goal).isEmpty())) {
            throw new IllegalStateException(
                    "the cluster is not whole: " + watch.ailment(goal).orElse("it was not in time"));
        }
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
