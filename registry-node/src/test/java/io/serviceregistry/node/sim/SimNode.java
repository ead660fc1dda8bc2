package io.serviceregistry.node.sim;

import io.serviceregistry.node.agreement.DigestNotes;
import io.serviceregistry.node.agreement.OwnState;
import io.serviceregistry.node.agreement.StateComparer;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.lease.DueEnder;
import io.serviceregistry.node.lease.LeaseExpirer;
import io.serviceregistry.node.lease.RenewalBatcher;
import io.serviceregistry.node.replication.CoalescedReadBarrier;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.Peers.ForwardedCommand;
import io.serviceregistry.node.replication.Peers.ForwardedOutcome;
import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import io.serviceregistry.node.replication.ReadIndexLeader;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.replication.WritePath;
import io.serviceregistry.node.sim.SimRaft.Promise;
import io.serviceregistry.node.testkit.ManualScheduler;
import io.serviceregistry.node.testkit.Timeline;
import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One node: what is real in it is everything but the log, the network and time. */
final class SimNode implements SimWorld.Process, Timeline, Clock {
    private static final Duration READ_ATTEMPT = Duration.ofMillis(250);
    private static final int IMAGE_EVERY = 50;

    /** A comparison every second or two. */
    static final int COMPARE_EVERY = 20;

    private final SimCluster cluster;
    private final SimWorld world;
    private final String id;
    private final SimRaft raft;
    private final SimParts parts;
    private final long clockOffsetNanos;
    private List<SimNode> others = List.of();
    private long life;
    private long starts;
    private boolean up;
    private long stoppedUntilNanos;
    private long disturbedUntilNanos;
    private long membershipChangesUntilNanos;
    private long slowApplyUntilNanos;
    private long proposerBusyUntilNanos;
    private StateImage image = StateImage.empty();
    private @Nullable StateImage candidate;

    // What a crash takes away.
    private RegistryState state = new RegistryState(image);
    private Views views = new Views(new CatalogView(image), Runnable::run);
    private LeaseExpirer expirer = new LeaseExpirer();
    private DigestNotes notes = new DigestNotes(COMPARE_EVERY);
    private OwnState judge = new OwnState("", notes, found -> {});
    private @Nullable WritePath writes;
    private @Nullable RenewalBatcher renewals;
    private @Nullable ReadIndexLeader readIndexes;
    private @Nullable SimReads reads;

    SimNode(SimCluster cluster, String id) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.id = id;
        this.parts = cluster.bug();
        this.raft = new SimRaft(world, cluster.network(), this, cluster.reigns());
        // Monotonic clocks of different machines have nothing in common.
        this.clockOffsetNanos = world.between(-1_000_000, 1_000_000);
    }

    /** Starts, from the last image and the log. */
    void start() {
        others = cluster.othersOf(this);
        life++;
        starts++;
        up = true;
        disturb();
        state = new RegistryState(parts.restored(image));
        Executor completions = task -> world.after(world.below(1_000_000), this, task);
        views = new Views(new CatalogView(state.image()), completions);
        expirer = new LeaseExpirer();
        notes = new DigestNotes(COMPARE_EVERY);
        candidate = null;
        judge = new OwnState(id, notes, found -> cluster.witness().judged(this, found));
        judge.restored(image);
        ManualScheduler timer = new ManualScheduler(this);
        SimPeers peers = parts.peers(cluster.network(), this);
        WritePath path = new WritePath(
                parts.replicator(this),
                raft,
                peers,
                views,
                List.of(expirer, new DueEnder(), new StateComparer(notes, raft, peers, this)),
                cluster.writeConfig(),
                this,
                timer,
                completions);
        writes = path;
        RenewalBatcher batcher = new RenewalBatcher(parts.renewals(path));
        renewals = batcher;
        ReadIndexLeader own = new ReadIndexLeader(raft, peers, READ_ATTEMPT);
        readIndexes = own;
        reads = parts.reads(
                new CoalescedReadBarrier(raft, own, peers, path, views, this, timer, completions, READ_ATTEMPT), this);
        raft.start(image.logIndex());
        world.after(world.between(0, 5), this, () -> propose(path));
        world.after(world.between(0, 50), this, () -> tickRenewals(batcher));
        world.after(world.between(0, 50), this, this::leaveLeadingToOthers);
    }

    private void propose(WritePath path) {
        world.after(world.between(4, 7), this, () -> propose(path));
        for (int i = 0; i < 8 && world.nowNanos() >= proposerBusyUntilNanos && path.work(); i++) {
            // goes on while there is something to do
        }
    }

    private void tickRenewals(RenewalBatcher batcher) {
        world.after(50 * SimWorld.MILLI, this, () -> tickRenewals(batcher));
        batcher.tick();
    }

    /** Dies; what it wrote stays. */
    void crash() {
        life++;
        up = false;
        stoppedUntilNanos = 0;
        disturb();
        cluster.reigns().goesOn(this);
        cluster.reigns().ended(this);
        parts.crashed(this);
    }

    /** Stops as a whole, as for a collection of garbage; messages wait. */
    void stop(long nanos) {
        stoppedUntilNanos = Math.max(stoppedUntilNanos, world.nowNanos() + nanos);
        disturbFor(nanos);
        cluster.reigns().stopped(this);
        world.after(nanos, () -> {
            if (stoppedUntilNanos <= world.nowNanos()) {
                cluster.reigns().goesOn(this);
            }
        });
    }

    /** Applies an entry, as the state machine does: state, view, changes, promise. */
    void apply(SimLogEntry logged, @Nullable Promise promise) {
        Entry entry = logged.entry();
        int commands = entry == null ? 0 : entry.commands().size();
        Result[] answers = new Result[commands];
        List<List<ChangeSet>> changes =
                Stream.<List<ChangeSet>>generate(ArrayList::new).limit(commands).toList();
        if (entry == null) {
            state.skipTo(logged.term(), logged.index());
        } else {
            state.beginEntry(parts.header(
                    new EntryHeader(logged.term(), logged.index(), entry.proposerTerm(), entry.timeMillis())));
            for (int turn = 0; turn < commands; turn++) {
                int at = parts.commandAt(this, turn, commands);
                answers[at] = apply(entry.commands().get(at), changes.get(at));
            }
        }
        List<Result> results = List.of(answers);
        StateImage now = state.image();
        StateImage left = parts.applied(now);
        if (left != now) {
            state = new RegistryState(left);
            now = state.image();
        }
        CatalogView view = new CatalogView(now);
        judge.applied(view.image());
        views.publish(view);
        changes.forEach(ofCommand ->
                ofCommand.stream().filter(parts::reachesExpiryIndex).forEach(expirer::changed));
        cluster.witness().applied(this, logged, results, changes, view.image());
        if (promise != null) {
            if (judge.isTrusted()) {
                promise.results().complete(results);
            } else {
                promise.results().completeExceptionally(new IndeterminateOutcomeException("not trusted"));
            }
        }
        keepImage(view.image());
    }

    private Result apply(LoggedCommand logged, List<ChangeSet> changes) {
        List<Result> results = new ArrayList<>();
        for (LoggedCommand command : parts.commands(this, state, logged)) {
            RegistryState.Applied applied = state.apply(command);
            results.add(applied.result());
            if (applied.changes() != null) {
                changes.add(applied.changes());
            }
        }
        return parts.result(logged.command(), results.get(0));
    }

    /** Keeps an image as a node keeps its snapshots: of a state that was compared and found right. */
    private void keepImage(StateImage now) {
        if (!judge.isTrusted()) {
            candidate = null;
            return;
        }
        if (candidate == null && now.logIndex() % IMAGE_EVERY == 0) {
            candidate = now;
        }
        if (candidate != null && judge.agreedIndex() >= candidate.logIndex()) {
            image = candidate;
            candidate = null;
        }
    }

    /** A value in memory changes by itself; at which index. */
    long damage() {
        StateImage now = state.image();
        state = new RegistryState(SimDamage.with(now, 1));
        return now.logIndex();
    }

    /** A node whose state is wrong, while that of a majority is right, leaves leading to others. */
    boolean mayStandForElection() {
        return judge.divergence()
                .filter(found -> found.majorityDigest() != null)
                .isEmpty();
    }

    private void leaveLeadingToOthers() {
        world.after(world.between(20, 60), this, this::leaveLeadingToOthers);
        if (!mayStandForElection()) {
            raft.abdicate();
        }
    }

    CompletableFuture<List<ForwardedOutcome>> forwarded(List<ForwardedCommand> commands) {
        List<CompletableFuture<ForwardedOutcome>> outcomes =
                commands.stream().map(writes()::submitForwarded).toList();
        return CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0]))
                .thenApply(all -> outcomes.stream().map(CompletableFuture::join).toList());
    }

    CompletableFuture<ReadIndexAnswer> readIndexAsked(String callerId, long term) {
        return alive(readIndexes).readIndex(callerId, term);
    }

    /** A linearizable read. */
    CompletableFuture<CatalogView> read(Duration budget) {
        return alive(reads).await(budget).thenApply(view -> {
            if (!isTrusted()) {
                throw new IllegalStateException("the state differs");
            }
            return view;
        });
    }

    /** How old what this node has may be, as it would say of a local read. */
    OptionalLong ageMillis() {
        return alive(reads).ageMillis();
    }

    /** False while the state of this node counts as wrong. */
    boolean isTrusted() {
        return judge.isTrusted();
    }

    OptionalLong digestAt(long logIndex) {
        return notes.at(logIndex);
    }

    OwnState judge() {
        return judge;
    }

    WritePath writes() {
        return alive(writes);
    }

    RenewalBatcher renewals() {
        return alive(renewals);
    }

    Views views() {
        return views;
    }

    SimRaft raft() {
        return raft;
    }

    SimParts parts() {
        return parts;
    }

    /** Another entry takes the place of one that this node took for committed. */
    AssertionError overwritten(long index) {
        return cluster.witness().overwritten(this, index);
    }

    SimWorld world() {
        return world;
    }

    /** The index up to which its snapshot holds everything. */
    long imageIndex() {
        return image.logIndex();
    }

    /** The latest registry time that apply lets an entry have now. */
    long latestTimeMillis() {
        return views.current().image().timeMillis() + RegistryState.MAX_TIME_STEP_MILLIS;
    }

    String id() {
        return id;
    }

    boolean isUp() {
        return up;
    }

    boolean isRunning() {
        return up && stoppedUntilNanos <= world.nowNanos();
    }

    List<SimNode> others() {
        return others;
    }

    SimNode other(String nodeId) {
        return cluster.node(nodeId);
    }

    SortedSet<String> voters() {
        SortedSet<String> voters = new TreeSet<>();
        cluster.nodes().forEach(node -> voters.add(node.id()));
        return voters;
    }

    /** Something happened to this node, or to a link of it, that may cost messages or time. */
    void disturb() {
        disturbFor(0);
    }

    private void disturbFor(long nanos) {
        disturbedUntilNanos = Math.max(disturbedUntilNanos, world.nowNanos() + nanos);
    }

    /** Until when something was, or will be, not as it should be. */
    long disturbedUntilNanos() {
        // One that is not trusted serves nobody, and with two of three like that nobody does.
        return isTrusted() ? disturbedUntilNanos : Math.max(disturbedUntilNanos, world.nowNanos());
    }

    void changeMembership(long nanos) {
        membershipChangesUntilNanos = world.nowNanos() + nanos;
    }

    boolean membershipChanges() {
        return world.nowNanos() < membershipChangesUntilNanos;
    }

    void applySlowly(long nanos) {
        slowApplyUntilNanos = world.nowNanos() + nanos;
        disturbFor(nanos + 500 * SimWorld.MILLI);
    }

    long applyDelayNanos() {
        if (world.nowNanos() < slowApplyUntilNanos) {
            return world.between(20, 500);
        }
        return world.between(0, 2);
    }

    /** The thread that proposes may be stopped between its decision and the append. */
    long proposerStallNanos() {
        if (cluster.isQuiet() || !world.oneIn(400)) {
            return 0;
        }
        long nanos = world.between(5, 1_500);
        proposerBusyUntilNanos = world.nowNanos() + nanos;
        disturbFor(nanos);
        return nanos;
    }

    /** How often it was started: its memory is new each time. */
    long starts() {
        return starts;
    }

    @Override
    public long life() {
        return life;
    }

    @Override
    public long stoppedUntilNanos() {
        return stoppedUntilNanos;
    }

    @Override
    public long nowNanos() {
        return world.nowNanos() + clockOffsetNanos;
    }

    @Override
    public void at(long nanos, Runnable task) {
        world.after(nanos - nowNanos(), this, task);
    }

    @Override
    public long monotonicNanos() {
        return nowNanos();
    }

    @Override
    public long wallMillis() {
        return world.nowNanos() / SimWorld.MILLI;
    }

    private static <T> T alive(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("never started");
        }
        return part;
    }
}
