package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.Replicator;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.ManualJudge;
import io.serviceregistry.node.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/** A real member of a Raft group with a real state behind it, and nothing in front. Thread-safe. */
final class RaftMember implements AutoCloseable {
    private final RatisNode node;
    private volatile boolean toldReady;
    private final Views views;
    private final ScheduledExecutorService timer = daemonTimer();
    private final ExecutorService background = Executors.newCachedThreadPool(RaftMember::daemon);
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final Map<String, String> moved = new ConcurrentHashMap<>();

    /** Starts a first voter; its interceptors see the calls of the others, the last one first. */
    RaftMember(RaftSettings settings, List<? extends ServerInterceptor> interceptors) {
        this(settings, settings.members(), interceptors);
    }

    /** Starts a member that knows these voters: none when it is to join the group later. */
    RaftMember(
            RaftSettings settings,
            List<RaftSettings.Member> firstVoters,
            List<? extends ServerInterceptor> interceptors) {
        this(settings, firstVoters, interceptors, RatisProperties.of(settings));
    }

    /** Starts a member with settings of Ratis that were changed for a test. */
    RaftMember(
            RaftSettings settings,
            List<RaftSettings.Member> firstVoters,
            List<? extends ServerInterceptor> interceptors,
            RaftProperties properties) {
        this.views = new Views(new CatalogView(new RegistryState(StateImage.empty()).image()), background);
        try {
            this.node = new RatisNode(
                    settings,
                    new RaftSurroundings(
                            views,
                            new Ears(),
                            ManualJudge.content(),
                            (kind, what, cause) -> faults.add(settings.nodeId() + ": " + what + ": " + cause),
                            member -> Optional.ofNullable(moved.get(member)),
                            FeatureLevel.NEWEST,
                            new SystemClock(),
                            timer,
                            background),
                    firstVoters,
                    interceptors,
                    properties,
                    EntryReading.AS_LOGGED);
            node.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ScheduledExecutorService daemonTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, RaftMember::daemon);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "member");
        thread.setDaemon(true);
        return thread;
    }

    ConsensusView consensus() {
        return node.consensus();
    }

    Replicator replicator() {
        return node.replicator();
    }

    Views views() {
        return views;
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    ExecutorService background() {
        return background;
    }

    RatisNode node() {
        return node;
    }

    /** What this member thought was the end of it. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** True when the library has closed it: a node ends then. */
    boolean hasEnded() {
        return !node.isAlive();
    }

    /** True when it has led, and was told when it could propose. */
    boolean wasToldReady() {
        return toldReady;
    }

    /** True when it leads and takes entries. */
    boolean leads() {
        return consensus().isLeaderReady();
    }

    /** Proposes one command in an entry of its own. */
    CompletableFuture<Result> propose(Command command) {
        return replicator()
                .propose(new Entry(
                        consensus().term(),
                        views.current().image().timeMillis() + 1,
                        List.of(LoggedCommand.internal(command))))
                .thenApply(results -> results.get(0));
    }

    /** True when an instance "service/instance" is registered as far as this member has applied. */
    boolean knows(String path) {
        return views.current().find(Fixtures.key(path)).isPresent();
    }

    /** It is told that another member is elsewhere. */
    void hearsOfMove(String memberId, String address) {
        moved.put(memberId, address);
        node.membersMoved();
    }

    CompletableFuture<Void> handOver(String nodeId, Duration timeout) {
        return node.transferLeadership(Optional.of(nodeId), timeout);
    }

    @Override
    public void close() {
        try {
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            timer.shutdownNow();
            background.shutdownNow();
        }
    }

    /** Keeps whether the node was told that it is ready to lead. */
    private final class Ears implements ApplyListener {
        @Override
        public void changed(ChangeSet changes) {}

        @Override
        public void restored(CatalogView view) {}

        @Override
        public void leaderChanged(String leaderId) {}

        @Override
        public void leaderReady() {
            toldReady = true;
        }
    }
}
