package io.serviceregistry.cli.local;

import io.serviceregistry.cli.time.Clock;
import io.serviceregistry.cli.time.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The nodes of one folder as processes. Every method that changes something holds the folder's lock while it does.
 *
 * <p>Knows nothing of what the nodes say: whether they are healthy is asked over gRPC, elsewhere.
 */
public final class LocalCluster {
    /** After so long a node that was asked to stop is killed. */
    static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(5); // the system is quick, unless it is swapping
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);

    private final StateFolder folder;
    private final ClusterPlan plan;
    private final Clock clock;

    private LocalCluster(StateFolder folder, ClusterPlan plan, Clock clock) {
        this.folder = folder;
        this.plan = plan;
        this.clock = clock;
    }

    /** The cluster that lives in the folder; empty when there is none. */
    public static Optional<LocalCluster> find(StateFolder folder, Clock clock) {
        return folder.findPlan().map(plan -> new LocalCluster(folder, plan, clock));
    }

    /** The cluster that lives in the folder, made now if there is none. Once it has data, another plan is refused. */
    public static LocalCluster findOrCreate(StateFolder folder, ClusterPlan wanted, Clock clock) {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            Optional<ClusterPlan> existing = folder.findPlan();
            if (existing.isEmpty() || !folder.hasData(existing.get())) {
                folder.create(wanted);
            } else if (!existing.get().equals(wanted)) {
                throw new LocalClusterException("the cluster in " + folder.root() + " has "
                        + existing.get().nodeCount() + " nodes and port offset "
                        + existing.get().portOffset()
                        + "; use another --dir, or delete it with 'cluster down --delete-data'");
            }
            return new LocalCluster(folder, wanted, clock);
        }
    }

    /**
     * A cluster that is to begin with a backup, with the data directories of all its nodes; nothing is left of any when it ends with
     * one that could not be made.
     *
     * @param beside whether the cluster of the backup may go on meanwhile
     * @param steps hears what is done now, in words
     * @return how it ended for the last node that it was tried for
     */
    public static NodeRestore.Ended restore(
            StateFolder folder,
            ClusterPlan wanted,
            NodeJvm jvm,
            Path distribution,
            Path backup,
            boolean beside,
            Consumer<String> steps) {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            Optional<ClusterPlan> existing = folder.findPlan();
            if (existing.isPresent() && folder.hasData(existing.get())) {
                throw new LocalClusterException("the cluster in " + folder.root()
                        + " has data; restore to another --dir, or delete it with 'cluster down --delete-data'");
            }
            folder.create(wanted);
            NodeRestore.Ended ended = null;
            for (LocalNode node : wanted.nodes()) {
                NodeFolder files = folder.of(node);
                NodeConfigFile.write(wanted, node, files);
                ended = NodeRestore.run(
                        jvm,
                        distribution,
                        files.config(),
                        backup,
                        beside,
                        step -> steps.accept(node.id() + ": " + step));
                if (!ended.isDone()) {
                    folder.delete(wanted);
                    break;
                }
            }
            return Objects.requireNonNull(ended, "a plan has nodes");
        } catch (IOException e) {
            throw new LocalClusterException("cannot write to " + folder.root() + ": " + e.getMessage());
        }
    }

    /** How many nodes and where they listen. */
    public ClusterPlan plan() {
        return plan;
    }

    /** Where its files are. */
    public Path root() {
        return folder.root();
    }

    /** The processes of all nodes, in the order of their ids. */
    public List<NodeProcess> processes() {
        return plan.nodes().stream().map(this::process).toList();
    }

    /** The process of one node. */
    public NodeProcess process(LocalNode node) {
        return new NodeProcess(plan, node, folder.of(node));
    }

    /**
     * Makes the given nodes run: starts the stopped, resumes the paused, leaves the running and those that their supervisor
     * is about to start again. Starts none when a port of one is taken.
     *
     * @param distribution the folder of the node's jars
     * @param supervision how those that are started now are started again when they end; empty for not at all
     * @return the processes that were started
     */
    public List<NodeProcess> start(
            List<LocalNode> nodes, NodeJvm jvm, Path distribution, Optional<Supervision> supervision) {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            nodes.forEach(this::resumeIfPaused);
            nodes.forEach(node -> process(node).allowRestarts()); // a command that was cut short may have left that
            List<NodeProcess> stopped = nodes.stream()
                    .map(this::process)
                    .filter(NodeProcess::isGone)
                    .toList();
            if (!stopped.isEmpty() && !Files.isDirectory(distribution)) {
                throw new LocalClusterException(distribution + " is missing: build it with 'mvn -DskipTests package'");
            }
            for (NodeProcess process : stopped) {
                process.findBusyPort().ifPresent(busy -> {
                    throw new LocalClusterException(
                            busy + "; stop that, or choose other ports for a new cluster with --port-offset");
                });
            }
            stopped.forEach(process -> process.start(jvm, distribution, supervision));
            stopped.forEach(this::awaitBegun);
            return stopped;
        }
    }

    /** Kills a node as a crash would, and keeps it stopped; false when it was not there. */
    public boolean kill(LocalNode node) {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            boolean wasThere = !process(node).isGone();
            end(List.of(node), OwnedProcess::kill, SIGNAL_LIMIT);
            return wasThere;
        }
    }

    /** Pauses a node; false when it does not run. */
    public boolean pause(LocalNode node) {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            Optional<OwnedProcess> found = process(node).findProcess();
            found.ifPresent(OwnedProcess::pause);
            return found.isPresent() && await(node, NodeProcess.State.PAUSED);
        }
    }

    /** Resumes a node; false when it is not there. One that runs goes on running. */
    public boolean resume(LocalNode node) {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            resumeIfPaused(node);
            return process(node).state() == NodeProcess.State.RUNNING;
        }
    }

    /** Stops every node in good order, all at once; kills those that have not stopped in time. */
    public StopReport stopAll() {
        return stop(plan.nodes());
    }

    /** Stops these nodes in good order, all at once; kills those that have not stopped in time. They stay stopped. */
    public StopReport stop(List<LocalNode> nodes) {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            List<LocalNode> running =
                    nodes.stream().filter(node -> !process(node).isGone()).toList();
            List<LocalNode> stubborn = end(running, LocalCluster::askToStop, STOP_LIMIT);
            List<LocalNode> immortal = end(stubborn, OwnedProcess::kill, SIGNAL_LIMIT);
            if (!immortal.isEmpty()) {
                throw new LocalClusterException("still running after SIGKILL: " + String.join(", ", ids(immortal)));
            }
            return new StopReport(ids(running), ids(stubborn));
        }
    }

    /** Deletes every file of the cluster. All nodes must be stopped. */
    public void delete() {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            requireStopped("nothing was deleted");
            folder.delete(plan);
        }
    }

    /** The same cluster at other ports from now on. All nodes must be stopped. */
    public LocalCluster moved(ClusterPlan elsewhere) {
        try (ClusterLock lock = ClusterLock.take(folder)) {
            requireStopped("nothing was moved");
            folder.create(elsewhere);
            return new LocalCluster(folder, elsewhere, clock);
        }
    }

    private void requireStopped(String otherwise) {
        for (NodeProcess process : processes()) {
            if (!process.isGone()) {
                throw new LocalClusterException(process.node().id() + " runs; " + otherwise);
            }
        }
    }

    private void resumeIfPaused(LocalNode node) {
        process(node).findProcess().filter(OwnedProcess::isPaused).ifPresent(paused -> {
            paused.resume();
            await(node, NodeProcess.State.RUNNING);
        });
    }

    /** A signal takes effect a little after it was sent. */
    private boolean await(LocalNode node, NodeProcess.State state) {
        return Patience.of(clock, SIGNAL_LIMIT, LOOK_INTERVAL)
                .await(() -> process(node).state() == state);
    }

    /** The supervisor starts the node, a moment after it was started itself. */
    private void awaitBegun(NodeProcess process) {
        Patience.of(clock, SIGNAL_LIMIT, LOOK_INTERVAL)
                .await(() -> process.state() != NodeProcess.State.STOPPED || !process.isSupervised());
    }

    /**
     * Ends nodes together with their supervisors, which end by themselves once their nodes have ended and are to be kept
     * stopped. Looks again and again, because a supervisor may be starting its node at this very moment.
     *
     * @param signal sent once to each process that is found
     * @return those of which something is left at the limit
     */
    private List<LocalNode> end(List<LocalNode> nodes, Consumer<OwnedProcess> signal, Duration limit) {
        nodes.forEach(node -> process(node).keepStopped());
        List<LocalNode> left = new ArrayList<>(nodes);
        Set<Long> told = new HashSet<>();
        Patience.of(clock, limit, LOOK_INTERVAL).await(() -> {
            left.removeIf(node -> process(node).isGone());
            left.forEach(node -> process(node)
                    .findProcess()
                    .filter(process -> told.add(process.pid()))
                    .ifPresent(signal));
            return left.isEmpty();
        });
        return left;
    }

    private static void askToStop(OwnedProcess process) {
        process.terminate();
        process.resume(); // a paused process takes no signal but this one
    }

    private static List<String> ids(List<LocalNode> nodes) {
        return nodes.stream().map(LocalNode::id).toList();
    }

    /**
     * How stopping went.
     *
     * @param stopped the nodes that ran
     * @param killed those among them that did not stop in time and were killed
     */
    public record StopReport(List<String> stopped, List<String> killed) {}
}
