package io.serviceregistry.node.service;

import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.ReadBarrier;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.service.ReadOptions.Level;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Finds the view that is fresh enough for a read. Thread-safe, never blocks. */
public final class ReadConsistency {
    /** Some seconds of reads at the highest rates measured; a waiting read costs about a kilobyte. */
    static final int MAX_WAITING = 100_000;

    private final ReadBarrier barrier;
    private final Views views;
    private final Freshness freshness;
    private final ScheduledExecutorService timer;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Level, LongAdder> reads = new EnumMap<>(Level.class);

    public ReadConsistency(ReadBarrier barrier, Views views, Freshness freshness, ScheduledExecutorService timer) {
        this.barrier = barrier;
        this.views = views;
        this.freshness = freshness;
        this.timer = timer;
        for (Level level : Level.values()) {
            reads.put(level, new LongAdder());
        }
    }

    /** How many reads of a level were begun. */
    public long reads(Level level) {
        return counted(level).sum();
    }

    /** How many reads wait for the view that is fresh enough. */
    public int waiting() {
        return waiting.get();
    }

    private LongAdder counted(Level level) {
        return Objects.requireNonNull(reads.get(level));
    }

    /**
     * The view for a read that arrived just now.
     *
     * @return completes exceptionally with {@code NoQuorumException} or {@link NotFreshEnoughException}
     */
    CompletableFuture<ReadView> view(ReadOptions options, Duration budget) {
        counted(options.level()).increment();
        return switch (options.level()) {
            case LINEARIZABLE -> bounded(barrier.await(budget));
            case AT_LEAST -> atLeast(options.minRevision(), budget);
            case LOCAL -> local(options.maxAgeMillis());
        };
    }

    /** What this node has, and how old it may be. */
    ReadView now() {
        // The age first: what a view published in between adds makes the answer younger than it says, never older.
        OptionalLong ageMillis = freshness.ageMillis();
        return new ReadView(views.current(), ageMillis);
    }

    private CompletableFuture<ReadView> local(long maxAgeMillis) {
        ReadView view = now();
        OptionalLong ageMillis = view.ageMillis();
        if (maxAgeMillis != 0 && (ageMillis.isEmpty() || ageMillis.getAsLong() > maxAgeMillis)) {
            String age = ageMillis.isEmpty() ? "unknown" : ageMillis.getAsLong() + " ms";
            return CompletableFuture.failedFuture(new NotFreshEnoughException(
                    "the age of the answer is " + age + " (asked: " + maxAgeMillis + " ms)"));
        }
        return CompletableFuture.completedFuture(view);
    }

    private CompletableFuture<ReadView> atLeast(long revision, Duration budget) {
        CatalogView current = views.current();
        if (current.image().revision() >= revision) {
            return CompletableFuture.completedFuture(ReadView.of(current));
        }
        CompletableFuture<CatalogView> reached = views.awaitRevision(revision);
        ScheduledFuture<?> deadline = timer.schedule(
                () -> reached.completeExceptionally(new NotFreshEnoughException("revision " + revision
                        + " has not come in time: " + views.current().image().revision() + " is the latest here")),
                budget.toNanos(),
                TimeUnit.NANOSECONDS);
        var unused = reached.whenComplete((view, failure) -> deadline.cancel(false));
        return bounded(reached);
    }

    private CompletableFuture<ReadView> bounded(CompletableFuture<CatalogView> view) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            view.cancel(false);
            return CompletableFuture.failedFuture(new TooManyWaitingException(MAX_WAITING));
        }
        return view.whenComplete((found, failure) -> waiting.decrementAndGet()).thenApply(ReadView::of);
    }
}
