package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.load.BackgroundThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of all nodes all the time, the sick ones included: writers and readers of keys, kept instances, late holders,
 * and the mixed clients that are recorded. Driven by one thread; {@link #close} may be called by another.
 */
final class Load implements AutoCloseable {
    private static final int WRITERS_PER_NODE = 2;
    private static final Duration READ = Duration.ofMillis(25);
    private static final long STREAM_MILLIS = 90; // a signal takes some ten to arrive
    private static final long STREAM_STEP_MILLIS = 3;
    private static final int STREAM_READS = 2;
    private static final int BASELINE_WRITES = 5;
    private static final int BASELINE_READS = 20;

    private final FaultPlan plan;
    private final RegistryCluster cluster;
    private final Keys keys;
    private final History history = new History();
    private final ExecutorService answers = Executors.newFixedThreadPool(3, BackgroundThreads.named("answers"));
    private final ExecutorService writerThreads = Executors.newCachedThreadPool(BackgroundThreads.named("writer"));
    private final ScheduledExecutorService readTimer =
            Executors.newSingleThreadScheduledExecutor(BackgroundThreads.named("read"));
    private final ScheduledExecutorService holdTimer =
            Executors.newSingleThreadScheduledExecutor(BackgroundThreads.named("hold"));
    private final List<NodeCalls> connections = new ArrayList<>();
    private final Map<String, Readers> readers = new HashMap<>();
    private final List<KeyWriter> writers = new ArrayList<>();
    private final KeptInstances kept;
    private final LateHolders late;
    private final List<NodeCalls> mixedCalls;
    private final SplittableRandom mixedSeeds;
    private volatile @Nullable MixedLoad mixed;

    /** @param sick the nodes that a fault is aimed at right now, of which less is expected */
    Load(FaultPlan plan, RegistryCluster cluster, Set<String> sick) {
        this.plan = plan;
        this.cluster = cluster;
        this.keys = Keys.of(cluster.ids(), WRITERS_PER_NODE);
        this.kept = new KeptInstances(cluster.addresses());
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        this.late = new LateHolders(connect(), sick, holdTimer, seeds.split());
        for (NodeCalls calls : connect()) {
            readers.put(calls.node(), new Readers(calls, keys, history, sick, seeds.split()));
        }
        for (String service : keys.services()) {
            NodeCalls calls = connect(cluster.ids().get(writers.size() / WRITERS_PER_NODE));
            writers.add(new KeyWriter(service, plan.pace(), calls, history, seeds.split()));
        }
        this.mixedCalls = connect();
        this.mixedSeeds = seeds.split();
    }

    private NodeCalls connect(String node) {
        NodeCalls calls = new NodeCalls(node, cluster.address(node), answers);
        connections.add(calls);
        return calls;
    }

    /** Connections of their own to all nodes, closed with this. */
    List<NodeCalls> connect() {
        return cluster.ids().stream().map(this::connect).toList();
    }

    /**
     * Begins, on a cluster that is whole, and tells how far it is.
     *
     * @param calls to a node that says how often leases have lapsed
     */
    void start(NodeCalls calls, Consumer<String> progress) {
        mixed = new MixedLoad(plan.directory(), mixedCalls, mixedSeeds);
        progress.accept("registering " + plan.kept() + " instances to keep, " + plan.late() + " to renew late");
        writers.forEach(writerThreads::execute);
        var unused = readTimer.scheduleAtFixedRate(
                () -> readers.values().forEach(Readers::read),
                0,
                READ.dividedBy(plan.pace()).toNanos(),
                TimeUnit.NANOSECONDS);
        kept.register(plan.kept(), Waiting.PATIENCE);
        progress.accept("waiting until no lease has lapsed for a TTL");
        awaitCalm(calls);
        late.register(plan.late());
    }

    /** Waits until no kept lease has lapsed for longer than a TTL: the cluster and its clients are warm. */
    private void awaitCalm(NodeCalls calls) {
        long endNanos = System.nanoTime() + Waiting.PATIENCE.toNanos();
        Map<String, Long> before;
        Map<String, Long> after = lapses(calls);
        do {
            if (System.nanoTime() - endNanos >= 0) {
                throw new IllegalStateException("leases lapse without any fault: is the machine too busy?");
            }
            before = after;
            Waiting.elapse(KeptInstances.longestTtl());
            after = lapses(calls);
        } while (!after.equals(before));
        kept.beginToJudge(after);
    }

    private static Map<String, Long> lapses(NodeCalls calls) {
        Map<String, Long> lapses = new HashMap<>();
        FinalExamination.instances(calls, KeptInstances.SERVICE)
                .forEach(instance ->
                        lapses.put(instance.getSpec().getKey().getInstanceId(), (long) instance.getLapses()));
        return lapses;
    }

    History history() {
        return history;
    }

    KeptInstances kept() {
        return kept;
    }

    LateHolders late() {
        return late;
    }

    Keys keys() {
        return keys;
    }

    /** Sends many reads to a node at once, which it may answer whenever it can. */
    void burst(String node, int reads) {
        Readers target = readers.get(node);
        if (target != null) {
            readTimer.execute(() -> target.burst(reads));
        }
    }

    /** Sends reads to a node in such a dense stream, for a moment, that some are inside it whatever happens meanwhile. */
    void stream(String node) {
        Readers target = readers.get(node);
        if (target != null) {
            for (long at = 0; at < STREAM_MILLIS; at += STREAM_STEP_MILLIS) {
                var unused = readTimer.schedule(() -> target.burst(STREAM_READS), at, TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Waits until each node has acknowledged some writes and answered some reads from now on; false when that fails. */
    boolean awaitProgress() {
        Map<String, Long> writes = new HashMap<>();
        Map<String, Long> reads = new HashMap<>();
        for (String node : cluster.ids()) {
            writes.put(node, history.applied(node) + BASELINE_WRITES);
            reads.put(node, history.read(node) + BASELINE_READS);
        }
        return Waiting.until(() -> cluster.ids().stream()
                .allMatch(node -> history.applied(node) >= writes.getOrDefault(node, 0L)
                        && history.read(node) >= reads.getOrDefault(node, 0L)));
    }

    /** Ends writers and readers, once what is under way has ended; leases are still kept. */
    void stopReadingAndWriting() {
        writers.forEach(KeyWriter::stop);
        writerThreads.shutdown();
        readTimer.shutdown();
        boolean ended = Waiting.until(
                () -> writerThreads.isTerminated() && readers.values().stream().allMatch(Readers::isIdle));
        if (!ended) {
            throw new IllegalStateException("a reader or a writer does not end");
        }
    }

    /** Ends the mixed clients, then the nodes, and adds to a report what the recording says against the nodes' logs. */
    Report judged(Report report) {
        MixedLoad recorded = mixed;
        if (recorded == null) {
            return report;
        }
        recorded.stop();
        cluster.close();
        return recorded.judge(cluster, report);
    }

    /** What is wrong so far. */
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>(history.check());
        writers.forEach(writer -> violations.addAll(writer.violations()));
        violations.addAll(kept.violations());
        violations.addAll(late.violations());
        return violations;
    }

    /** Asks nothing more of the nodes, which may then be ended; {@link #close} is to follow. */
    void stop() {
        writers.forEach(KeyWriter::stop);
        late.stop();
        if (mixed != null) {
            mixed.close();
        }
        readTimer.shutdownNow();
        holdTimer.shutdownNow();
    }

    /** Lets go of everything. Any number of times. */
    @Override
    public void close() {
        stop();
        connections.forEach(NodeCalls::close);
        kept.close();
        answers.shutdown();
        writerThreads.shutdown();
    }
}
