package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.DigestChecker;
import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.NetworkNamespaces;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.cluster.ServerProcess;
import io.serviceregistry.bench.cluster.Site;
import io.serviceregistry.bench.storm.Ground;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of processes under load, and the hands that do things to its nodes. One thread drives it; {@link #close} may be
 * called by another, such as that of an interrupt from the keyboard, and then ends everything at once.
 */
final class LoadedCluster implements Ground, AutoCloseable {
    /** Nodes, load and whatever else the machine does share its cores. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int WRITERS_PER_NODE = 2;
    private static final long LOOK_MILLIS = 80;
    private static final long READ_MILLIS = 25;
    private static final long STREAM_MILLIS = 90; // a signal takes some ten to arrive
    private static final long STREAM_STEP_MILLIS = 3;
    private static final int STREAM_READS = 2;
    private static final int BASELINE_WRITES = 5;
    private static final int BASELINE_READS = 20;
    private static final int MOST_MILLIS_BEFORE = 800; // into the time between two elections
    private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

    private final FaultPlan plan;
    private final @Nullable NetworkNamespaces namespaces;
    private final RegistryCluster cluster;
    private final Keys keys;
    private final History history = new History();
    private final DigestChecker digests = new DigestChecker();
    private final Set<String> sick = ConcurrentHashMap.newKeySet();
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final List<Violation> deaths = new ArrayList<>();
    private final ExecutorService answers = Executors.newFixedThreadPool(3, threads("answers"));
    private final ExecutorService writerThreads = Executors.newCachedThreadPool(threads("writer"));
    private final ScheduledExecutorService watchTimer = Executors.newSingleThreadScheduledExecutor(threads("watch"));
    private final ScheduledExecutorService readTimer = Executors.newSingleThreadScheduledExecutor(threads("read"));
    private final ScheduledExecutorService holdTimer = Executors.newSingleThreadScheduledExecutor(threads("hold"));
    private final List<NodeCalls> connections = new ArrayList<>();
    private final List<NodeCalls> watchCalls;
    private final Map<String, Readers> readers = new HashMap<>();
    private final List<KeyWriter> writers = new ArrayList<>();
    private final ClusterWatch watch;
    private final KeptInstances kept;
    private final LateHolders late;
    private final List<NodeCalls> mixedCalls;
    private final SplittableRandom mixedSeeds;
    private volatile @Nullable MixedLoad mixed;
    private boolean closed;

    /** @param namespaces where the nodes run; null means side by side on 127.0.0.1 */
    LoadedCluster(FaultPlan plan, @Nullable NetworkNamespaces namespaces) {
        this.plan = plan;
        this.namespaces = namespaces;
        this.cluster = new RegistryCluster(
                plan.nodes(),
                plan.directory(),
                plan.java(),
                plan.settings(),
                namespaces == null ? Site.LOOPBACK : namespaces);
        this.keys = Keys.of(cluster.ids(), WRITERS_PER_NODE);
        this.watchCalls = connect();
        this.watch = new ClusterWatch(watchCalls, digests);
        this.kept = new KeptInstances(cluster.addresses());
        SplittableRandom seeds = new SplittableRandom(plan.seed());
        this.late = new LateHolders(connect(), sick, holdTimer, seeds.split());
        for (NodeCalls calls : connect()) {
            readers.put(calls.node(), new Readers(calls, keys, history, sick, seeds.split()));
        }
        for (String service : keys.services()) {
            NodeCalls calls = connect(cluster.ids().get(writers.size() / WRITERS_PER_NODE));
            writers.add(new KeyWriter(service, calls, history, seeds.split()));
        }
        this.mixedCalls = connect();
        this.mixedSeeds = seeds.split();
    }

    private static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private NodeCalls connect(String node) {
        NodeCalls calls = new NodeCalls(node, cluster.address(node), answers);
        connections.add(calls);
        return calls;
    }

    private List<NodeCalls> connect() {
        return cluster.ids().stream().map(this::connect).toList();
    }

    /**
     * Starts the nodes, then the load, and tells how far it is.
     *
     * @throws IllegalStateException when the cluster does not become healthy
     */
    void start(Consumer<String> progress) {
        cluster.ids().forEach(this::startNode);
        every(watchTimer, LOOK_MILLIS, watch::look);
        requireHealth("at the start");
        mixed = new MixedLoad(plan.directory(), mixedCalls, mixedSeeds);
        progress.accept("registering " + plan.kept() + " instances to keep, " + plan.late() + " to renew late");
        writers.forEach(writerThreads::execute);
        every(readTimer, READ_MILLIS, () -> readers.values().forEach(Readers::read));
        kept.register(plan.kept(), PATIENCE);
        progress.accept("waiting until no lease has lapsed for a TTL");
        awaitCalm();
        late.register(plan.late());
    }

    /** Waits until no kept lease has lapsed for longer than a TTL: the cluster and its clients are warm. */
    private void awaitCalm() {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Long> before;
        Map<String, Long> after = lapses();
        do {
            if (System.nanoTime() - endNanos >= 0) {
                throw new IllegalStateException("leases lapse without any fault: is the machine too busy?");
            }
            before = after;
            elapse(KeptInstances.longestTtl());
            after = lapses();
        } while (!after.equals(before));
        kept.beginToJudge(after);
    }

    private Map<String, Long> lapses() {
        Map<String, Long> lapses = new HashMap<>();
        FinalExamination.instances(watchCalls.get(0), KeptInstances.SERVICE)
                .forEach(instance ->
                        lapses.put(instance.getSpec().getKey().getInstanceId(), (long) instance.getLapses()));
        return lapses;
    }

    private static void every(ScheduledExecutorService timer, long millis, Runnable task) {
        var unused = timer.scheduleAtFixedRate(task, 0, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public List<String> nodes() {
        return cluster.ids();
    }

    List<String> addresses() {
        return cluster.addresses();
    }

    ClusterWatch watch() {
        return watch;
    }

    History history() {
        return history;
    }

    DigestChecker digests() {
        return digests;
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

    /** Calls to each node that no load uses. */
    List<NodeCalls> calls() {
        return watchCalls;
    }

    @Override
    public Optional<String> leader() {
        return watch.leader();
    }

    @Override
    public void attack(String node) {
        sick.add(node);
    }

    @Override
    public void mayEnd(String node) {
        down.add(node);
    }

    @Override
    public ServerProcess process(String node) {
        return cluster.process(node);
    }

    @Override
    public Path data(String node) {
        return plan.directory().resolve(node);
    }

    @Override
    public void growLog() {
        Ballast.write(addresses());
    }

    @Override
    public NetworkNamespaces network() {
        if (namespaces == null) {
            throw new IllegalStateException("a fault of the network without network namespaces");
        }
        return namespaces;
    }

    /** Kills a node. */
    void kill(String node) {
        attack(node);
        mayEnd(node);
        process(node).kill();
    }

    /** Kills nodes at one moment. */
    void killAtOnce(Collection<String> nodes) {
        nodes.forEach(this::attack);
        nodes.forEach(this::mayEnd);
        ServerProcess.killAll(nodes.stream().map(cluster::process).toList());
    }

    @Override
    public void restart(String node) {
        startNode(node);
        down.remove(node);
    }

    private synchronized void startNode(String node) {
        if (closed) {
            throw new IllegalStateException("the run was ended");
        }
        cluster.start(node);
    }

    /** Stops a node in its tracks. */
    void pause(String node) {
        attack(node);
        process(node).pause();
    }

    /** Lets a paused node go on. */
    void resume(String node) {
        cluster.process(node).resume();
    }

    /** Cuts a node off from the others; only with namespaces. */
    void isolate(String node) {
        attack(node);
        network().isolate(node);
    }

    /** Ends an isolation. */
    void rejoin(String node) {
        network().rejoin(node);
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

    /**
     * Waits until all nodes serve one leader and have applied what anybody knew committed when this was called.
     *
     * @return why they do not, after {@link #PATIENCE} or when one has ended by itself; empty when they do
     */
    Optional<String> awaitHealth() {
        long goal = Math.max(watch.commitIndex(), history.lastLogIndex());
        awaitUntil(PATIENCE, () -> ended().isPresent() || watch.ailment(goal).isEmpty());
        Optional<String> ailment = ended().or(() -> watch.ailment(goal));
        if (ailment.isEmpty()) {
            sick.clear();
        }
        return ailment;
    }

    /** A node that has ended by itself; nobody here starts it again. */
    private Optional<String> ended() {
        return nodes().stream()
                .filter(node -> !cluster.process(node).isAlive())
                .map(node -> node + " has ended with exit code "
                        + cluster.process(node).exitCode().orElseThrow())
                .findFirst();
    }

    private void requireHealth(String when) {
        awaitHealth().ifPresent(ailment -> {
            throw new IllegalStateException("the cluster is not healthy " + when + ": " + ailment);
        });
    }

    /** Waits until each node has acknowledged some writes and answered some reads from now on; false when that fails. */
    boolean awaitProgress() {
        Map<String, Long> writes = new HashMap<>();
        Map<String, Long> reads = new HashMap<>();
        for (String node : nodes()) {
            writes.put(node, history.applied(node) + BASELINE_WRITES);
            reads.put(node, history.read(node) + BASELINE_READS);
        }
        return awaitUntil(
                PATIENCE,
                () -> nodes().stream()
                        .allMatch(node -> history.applied(node) >= writes.getOrDefault(node, 0L)
                                && history.read(node) >= reads.getOrDefault(node, 0L)));
    }

    /** The leader of a cluster that makes progress, at a moment that nobody chose; empty when there is none. */
    Optional<String> leaderAtRandomMoment(RandomGenerator random) {
        if (!awaitProgress()) {
            return Optional.empty();
        }
        elapse(Duration.ofMillis(random.nextInt(MOST_MILLIS_BEFORE)));
        awaitUntil(PATIENCE, () -> watch.leader().isPresent());
        return watch.leader();
    }

    /** Waits for a condition; false when it has not come true in time. */
    boolean awaitUntil(Duration patience, BooleanSupplier condition) {
        long endNanos = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - endNanos >= 0) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }

    @Override
    public void elapse(Duration time) {
        awaitUntil(time, () -> false);
    }

    /** Ends writers and readers, once what is under way has ended; leases are still kept. */
    void stopReadingAndWriting() {
        writers.forEach(KeyWriter::stop);
        writerThreads.shutdown();
        readTimer.shutdown();
        awaitUntil(
                PATIENCE,
                () -> writerThreads.isTerminated() && readers.values().stream().allMatch(Readers::isIdle));
    }

    /** Ends the nodes, and adds to a report what the recording of the mixed clients says against their logs. */
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
        violations.addAll(digests.violations());
        violations.addAll(unwantedEnds());
        return violations;
    }

    private List<Violation> unwantedEnds() {
        for (String node : nodes()) {
            if (!down.contains(node) && !cluster.process(node).isAlive()) {
                down.add(node);
                deaths.add(new Violation(
                        "Availability",
                        node + " ended by itself with exit code "
                                + cluster.process(node).exitCode().orElse(-1)));
            }
        }
        return List.copyOf(deaths);
    }

    /** Ends everything that was started here. Any number of times. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        writers.forEach(KeyWriter::stop);
        late.stop();
        if (mixed != null) {
            mixed.close();
        }
        List.of(watchTimer, readTimer, holdTimer).forEach(ExecutorService::shutdownNow);
        cluster.close();
        connections.forEach(NodeCalls::close);
        kept.close();
        answers.shutdown();
        writerThreads.shutdown();
        if (namespaces != null) {
            namespaces.close();
        }
    }
}
