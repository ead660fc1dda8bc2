package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.DigestChecker;
import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.MovableClocks;
import io.serviceregistry.bench.cluster.NetworkNamespaces;
import io.serviceregistry.bench.cluster.RegistryCluster;
import io.serviceregistry.bench.cluster.ServerProcess;
import io.serviceregistry.bench.load.BackgroundThreads;
import io.serviceregistry.bench.storm.Ground;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A cluster of processes under load, and the hands that do things to its nodes. One thread drives it; {@link #close} may be
 * called by another, such as that of an interrupt from the keyboard, and then ends everything at once.
 */
final class LoadedCluster implements Ground, AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(80);
    private static final int MOST_MILLIS_BEFORE = 800; // into the time between two elections

    private final FaultPlan plan;
    private final Surroundings surroundings;
    private final RegistryCluster cluster;
    private final Load load;
    private final DigestChecker digests = new DigestChecker();
    private final Set<String> sick = ConcurrentHashMap.newKeySet();
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private final List<Violation> deaths = new ArrayList<>();
    private final ScheduledExecutorService watchTimer =
            Executors.newSingleThreadScheduledExecutor(BackgroundThreads.named("watch"));
    private final List<NodeCalls> watchCalls;
    private final ClusterWatch watch;
    private boolean closed;

    /** @param surroundings where the nodes run; closed with this */
    LoadedCluster(FaultPlan plan, Surroundings surroundings) {
        this.plan = plan;
        this.surroundings = surroundings;
        this.cluster =
                new RegistryCluster(plan.nodes(), plan.directory(), plan.java(), plan.settings(), surroundings.site());
        this.load = new Load(plan, cluster, sick);
        this.watchCalls = load.connect();
        this.watch = new ClusterWatch(watchCalls, digests);
    }

    /**
     * Starts the nodes, then the load, and tells how far it is.
     *
     * @throws IllegalStateException when the cluster does not become healthy
     */
    void start(Consumer<String> progress) {
        cluster.ids().forEach(this::startNode);
        var unused = watchTimer.scheduleAtFixedRate(watch::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
        requireHealth("at the start");
        load.start(watchCalls.get(0), progress);
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

    /** What is asked of it. */
    Load load() {
        return load;
    }

    DigestChecker digests() {
        return digests;
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
        return surroundings.network();
    }

    @Override
    public MovableClocks clocks() {
        return surroundings.clocks();
    }

    @Override
    public List<InetSocketAddress> listens(String node) {
        return cluster.listens(node);
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

    /**
     * Waits until all nodes serve one leader and have applied what anybody knew committed when this was called.
     *
     * @return why they do not, after {@link Waiting#PATIENCE} or when one has ended by itself; empty when they do
     */
    Optional<String> awaitHealth() {
        long goal = Math.max(watch.commitIndex(), load.history().lastLogIndex());
        Waiting.until(() -> ended().isPresent() || watch.ailment(goal).isEmpty());
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

    /** The leader of a cluster that makes progress, at a moment that nobody chose; empty when there is none. */
    Optional<String> leaderAtRandomMoment(RandomGenerator random) {
        if (!load.awaitProgress()) {
            return Optional.empty();
        }
        elapse(Duration.ofMillis(random.nextInt(MOST_MILLIS_BEFORE)));
        Waiting.until(() -> watch.leader().isPresent());
        return watch.leader();
    }

    @Override
    public void elapse(Duration time) {
        Waiting.elapse(time);
    }

    /** What is wrong so far. */
    List<Violation> violations() {
        List<Violation> violations = load.violations();
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
        load.stop();
        watchTimer.shutdownNow();
        cluster.close();
        load.close();
        surroundings.close();
    }
}
