package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Peers.ForwardedCommand;
import io.serviceregistry.node.replication.Peers.ForwardedOutcome;
import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The write path of a node: lanes, and one thread that empties them into the log when this node leads, and towards the
 * leader when it does not.
 *
 * <p>A command that did not reach a leader, or whose outcome was lost, is tried again until its budget is used up, if
 * repeating it is harmless. Commands forwarded by other nodes are tried once: their own node decides.
 */
public final class WritePath implements Writes {
    private final Lanes lanes;
    private final Proposer proposer;
    private final Forwarder forwarder;
    private final Replicator replicator;
    private final ConsensusView consensus;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final WriteConfig config;
    private volatile boolean stopping;

    public WritePath(
            Replicator replicator,
            ConsensusView consensus,
            Peers peers,
            Views views,
            List<LeaderDuty> duties,
            WriteConfig config,
            Clock clock,
            ScheduledExecutorService timer,
            Executor completions) {
        this.lanes = new Lanes(config.lanes());
        this.proposer = new Proposer(replicator, consensus, views, lanes, duties, config, completions, this::onFailure);
        this.forwarder = new Forwarder(consensus, peers, lanes, config, completions, this::onFailure);
        this.replicator = replicator;
        this.consensus = consensus;
        this.clock = clock;
        this.timer = timer;
        this.config = config;
    }

    @Override
    public CompletableFuture<Result> submit(Lane lane, LoggedCommand command, Duration budget) {
        return submit(lane, command, budget, false);
    }

    /** Takes a command from another node; never completes exceptionally. */
    public CompletableFuture<ForwardedOutcome> submitForwarded(ForwardedCommand forwarded) {
        if (!consensus.isLeaderReady() || !consensus.isTrusted()) {
            return CompletableFuture.completedFuture(new ForwardedOutcome(null, Reason.NOT_LEADER));
        }
        return submit(forwarded.lane(), forwarded.command(), forwarded.remaining(), true)
                .handle((result, failure) -> outcome(result, failure));
    }

    /** How many writes wait in a lane. */
    public int depth(Lane lane) {
        return lanes.depth(lane);
    }

    /** How many writes a lane has refused because it was full, since this node began. */
    public long shed(Lane lane) {
        return lanes.shed(lane);
    }

    /** How many entries this node has given to the log, as a leader. */
    public long entriesProposed() {
        return proposer.entriesProposed();
    }

    /** How many commands were in these entries. */
    public long commandsProposed() {
        return proposer.commandsProposed();
    }

    /** One turn of the thread that proposes; waits for a tick at most. */
    public void turn() throws InterruptedException {
        if (!work()) {
            lanes.awaitSignal(config.tick().toNanos());
        }
    }

    /** One turn without waiting; false when there was nothing to do. */
    public boolean work() {
        long nowNanos = clock.monotonicNanos();
        if (consensus.role() == ConsensusView.Role.LEADER) {
            forwarder.giveUp(consensus.nodeId());
            return proposer.turn(nowNanos);
        }
        proposer.endTerm();
        return forwarder.turn(nowNanos);
    }

    /** Ends the wait of a turn: there may be another leader to turn to, or to be. Any thread; does not block. */
    public void wake() {
        lanes.signal();
    }

    /** Refuses new writes from callers; what waits goes on. */
    public void stop() {
        stopping = true;
    }

    private CompletableFuture<Result> submit(Lane lane, LoggedCommand command, Duration budget, boolean forwarded) {
        long deadlineNanos = clock.monotonicNanos() + budget.toNanos();
        PendingWrite write = new PendingWrite(lane, command, replicator.sizeOf(command), forwarded, deadlineNanos);
        if (stopping && !forwarded) {
            write.fail(Reason.STOPPING);
        } else if (budget.isZero() || budget.isNegative()) {
            write.fail(Reason.DEADLINE_PASSED);
        } else if (!lanes.offer(write)) {
            write.fail(Reason.OVERLOADED);
        } else {
            ScheduledFuture<?> deadline =
                    timer.schedule(() -> write.fail(lateReason()), budget.toNanos(), TimeUnit.NANOSECONDS);
            var unused = write.done().whenComplete((result, failure) -> deadline.cancel(false));
        }
        return write.done();
    }

    private Reason lateReason() {
        return consensus.leaderId().isEmpty() ? Reason.NO_LEADER : Reason.DEADLINE_PASSED;
    }

    private void onFailure(PendingWrite write, @Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        boolean again = cause instanceof NotProposedException notProposed
                ? write.notProposed(notProposed.reason())
                : write.indeterminate();
        if (again) {
            var unused = timer.schedule(
                    () -> {
                        if (!lanes.offer(write)) {
                            write.fail(Reason.OVERLOADED);
                        }
                    },
                    config.retryPause().toNanos(),
                    TimeUnit.NANOSECONDS);
        }
    }

    private static ForwardedOutcome outcome(@Nullable Result result, @Nullable Throwable failure) {
        if (result != null) {
            return new ForwardedOutcome(result, null);
        }
        return failure instanceof NotProposedException notProposed
                ? new ForwardedOutcome(null, notProposed.reason())
                : ForwardedOutcome.INDETERMINATE;
    }
}
