package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The read barrier of a node: rounds that each serve every read that arrived before the round started. Thread-safe.
 *
 * <p>At most one round is under way and one gathers. A read never joins a round under way: what that round proves was
 * true before the read arrived. A round asks the leader of the present term how far the log is committed ({@link
 * ReadIndexLeader}); in doubt it asks again, and after {@link #READ_INDEX_ATTEMPTS} doubts it writes a barrier into the log,
 * which is always right. Then it waits until this node has applied that far.
 */
public final class CoalescedReadBarrier implements ReadBarrier {
    static final int READ_INDEX_ATTEMPTS = 3;

    private static final long RETRY_MILLIS = 10;
    private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final Duration ROUND_BUDGET = Duration.ofSeconds(30);

    private final ConsensusView consensus;
    private final ReadIndexLeader ownReadIndex;
    private final Peers peers;
    private final Writes writes;
    private final Views views;
    private final Clock clock;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final Duration attemptTimeout;
    private final Object lock = new Object();
    private @Nullable Round gathering;
    private boolean underWay;
    private volatile long confirmedAtNanos;
    private volatile boolean confirmed;
    private final LongAdder confirmedRounds = new LongAdder();
    private final LongAdder allDoubts = new LongAdder();

    public CoalescedReadBarrier(
            ConsensusView consensus,
            ReadIndexLeader ownReadIndex,
            Peers peers,
            Writes writes,
            Views views,
            Clock clock,
            ScheduledExecutorService timer,
            Executor executor,
            Duration attemptTimeout) {
        this.consensus = consensus;
        this.ownReadIndex = ownReadIndex;
        this.peers = peers;
        this.writes = writes;
        this.views = views;
        this.clock = clock;
        this.timer = timer;
        this.executor = executor;
        this.attemptTimeout = attemptTimeout;
    }

    @Override
    public CompletableFuture<CatalogView> await(Duration budget) {
        CompletableFuture<CatalogView> read = new CompletableFuture<>();
        var deadline = timer.schedule(
                () -> read.completeExceptionally(new NoQuorumException("no majority confirmed the read in time")),
                budget.toNanos(),
                TimeUnit.NANOSECONDS);
        var unused = read.whenComplete((view, failure) -> deadline.cancel(false));
        boolean start;
        synchronized (lock) {
            if (gathering == null) {
                gathering = new Round();
            }
            gathering.reads.add(read);
            start = !underWay;
        }
        if (start) {
            startNext();
        }
        return read;
    }

    /**
     * The time since the start of the last round that succeeded, in milliseconds; empty before the first. A millisecond that
     * has begun counts: what was acknowledged within it need not be known here.
     */
    public OptionalLong ageMillis() {
        return confirmed
                ? OptionalLong.of((clock.monotonicNanos() - confirmedAtNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI)
                : OptionalLong.empty();
    }

    /** How many rounds have succeeded. */
    public long confirmedRounds() {
        return confirmedRounds.sum();
    }

    /** How often the leader could not be asked, or did not know, so that it was asked again. */
    public long doubts() {
        return allDoubts.sum();
    }

    private void startNext() {
        Round round;
        synchronized (lock) {
            if (underWay || gathering == null) {
                return;
            }
            round = gathering;
            gathering = null;
            underWay = true;
        }
        // From here on nobody joins this round: its reads have all arrived.
        round.start();
    }

    /** Reads that are confirmed together. */
    private final class Round {
        private final List<CompletableFuture<CatalogView>> reads = new ArrayList<>();
        private long startedAtNanos;
        private int doubts;

        private void start() {
            startedAtNanos = clock.monotonicNanos();
            attempt();
        }

        private void attempt() {
            if (reads.stream().allMatch(CompletableFuture::isDone)) {
                finish(null); // every reader has given up
                return;
            }
            var unused = confirm()
                    .whenCompleteAsync(
                            (index, failure) -> {
                                if (failure == null && index != null) {
                                    awaitApplied(index);
                                } else {
                                    doubts++;
                                    allDoubts.increment();
                                    var retry = timer.schedule(
                                            () -> executor.execute(this::attempt), RETRY_MILLIS, TimeUnit.MILLISECONDS);
                                }
                            },
                            executor);
        }

        /** The index up to which this node must have applied; null means: ask again. */
        private CompletableFuture<@Nullable Long> confirm() {
            if (doubts >= READ_INDEX_ATTEMPTS) {
                doubts = 0;
                return logBarrier();
            }
            long term = consensus.term();
            String leader = consensus.leaderId().orElse(null);
            if (leader == null) {
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<ReadIndexAnswer> answer = leader.equals(consensus.nodeId())
                    ? ownReadIndex.readIndex(leader, term)
                    : peers.readIndex(leader, term, attemptTimeout);
            return answer.thenCompose(this::index);
        }

        private CompletableFuture<@Nullable Long> index(ReadIndexAnswer answer) {
            if (answer instanceof ReadIndexAnswer.Index index) {
                return CompletableFuture.completedFuture(index.commitIndex());
            }
            return answer instanceof ReadIndexAnswer.UseLogBarrier
                    ? logBarrier()
                    : CompletableFuture.completedFuture(null);
        }

        private CompletableFuture<@Nullable Long> logBarrier() {
            return writes.submit(Lane.READ, LoggedCommand.internal(new Barrier()), attemptTimeout.multipliedBy(4))
                    .thenApply(result -> result.position().logIndex());
        }

        private void awaitApplied(long index) {
            CompletableFuture<CatalogView> applied = views.awaitIndex(index);
            if (!applied.isDone()) {
                var late = timer.schedule(() -> applied.cancel(false), ROUND_BUDGET.toMillis(), TimeUnit.MILLISECONDS);
                var unused = applied.whenComplete((view, failure) -> late.cancel(false));
            }
            var unused = applied.whenComplete((view, failure) -> finish(failure == null ? view : null));
        }

        private void finish(@Nullable CatalogView view) {
            if (view != null) {
                confirmedAtNanos = startedAtNanos;
                confirmed = true;
                confirmedRounds.increment();
            }
            synchronized (lock) {
                underWay = false;
            }
            startNext();
            for (CompletableFuture<CatalogView> read : reads) {
                if (view != null) {
                    read.complete(view);
                } else {
                    read.completeExceptionally(new NoQuorumException("this node does not catch up"));
                }
            }
        }
    }
}
