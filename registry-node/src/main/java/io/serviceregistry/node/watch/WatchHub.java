package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.watch.WatchContent.Resync.Reason;
import io.serviceregistry.node.watch.WatchStart.Resume;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All watches of a node. It hears of every change set in the order of the revisions, keeps it, and wakes the subscriptions whose
 * services it touches.
 *
 * <p>Who watches what, and what is appended, is the business of one thread, so that a watch that begins misses nothing and hears of
 * nothing twice. That thread only marks and wakes; the subscriptions run on the threads of a pool.
 *
 * <p>Thread-safe; nothing blocks.
 */
public final class WatchHub {
    private final ChangeLog log;
    private final WatchLimits limits;
    private final Supplier<CatalogView> current;
    private final Executor thread;
    private final Executor pool;
    private final AtomicInteger open = new AtomicInteger();
    private final Subscriptions subscriptions = new Subscriptions();
    private final WatchCounts counts = new WatchCounts();
    private volatile long worstLag;
    private @Nullable RuntimeException ended;

    /**
     * A hub without watches.
     *
     * @param current the newest state, at least as new as what {@link #changed} was told
     * @param thread runs one task at a time, in order
     * @param pool runs the subscriptions
     */
    public WatchHub(WatchLimits limits, Supplier<CatalogView> current, Executor thread, Executor pool) {
        this.log = new ChangeLog(limits.maxChanges(), limits.maxBytes());
        this.limits = limits;
        this.current = current;
        this.thread = thread;
        this.pool = pool;
    }

    /** A command changed the catalog, and the state with it is published. */
    public void changed(ChangeSet changes) {
        thread.execute(() -> {
            log.append(changes);
            // By service: one command may change thousands of instances of the same.
            changes.changes().stream()
                    .map(change -> change.key().service())
                    .distinct()
                    .flatMap(service -> subscriptions.of(service).stream())
                    .forEach(each -> each.changed(changes.revision()));
        });
    }

    /** The state was replaced by one of another node, or was read from the disk: what led to it is not known. */
    public void restored(CatalogView view) {
        thread.execute(() -> {
            log.reset(view.image().revision());
            subscriptions.all().forEach(each -> each.replace(view, Reason.STATE_REPLACED));
        });
    }

    /** Once a second: tells the quiet how far they are, and gives up who is too far behind. */
    public void tick() {
        thread.execute(() -> {
            long first = log.first();
            long last = log.last();
            long worst = 0;
            for (Subscription each : subscriptions.all()) {
                worst = Math.max(worst, each.lag(last));
                each.tick(first);
            }
            worstLag = worst;
            subscriptions.nextTurn().forEach(each -> each.bookmark(last));
        });
    }

    /**
     * Begins a watch.
     *
     * @throws TooManyWatchesException when as many are open as may be
     */
    public Subscription watch(WatchStart start, WatchFilter filter, WatchOutlet outlet) {
        if (open.incrementAndGet() > limits.maxWatches()) {
            open.decrementAndGet();
            throw new TooManyWatchesException(limits.maxWatches());
        }
        long position =
                start.resume().map(Resume::revision).orElse(start.view().image().revision());
        Subscription subscription = new Subscription(
                filter,
                outlet,
                position,
                start.resume().isPresent() ? null : start.view(),
                limits.step(),
                log,
                current,
                pool,
                counts,
                this::onEnd);
        thread.execute(() -> begin(subscription, start));
        return subscription;
    }

    private void begin(Subscription subscription, WatchStart start) {
        RuntimeException cause = ended;
        if (cause != null) {
            subscription.end(cause);
            return;
        }
        subscriptions.add(subscription);
        Resume resume = start.resume().orElse(null);
        if (resume == null) {
            follow(subscription, start.view().image().revision());
        } else if (!resume.sameCluster()) {
            replace(subscription, start.view(), Reason.OTHER_CLUSTER);
        } else if (resume.revision() + 1 < log.first()) {
            replace(subscription, start.view(), Reason.HISTORY_GONE);
        } else {
            follow(subscription, resume.revision());
            subscription.bookmark(Math.max(resume.revision(), log.last())); // it wants to know that it has begun
        }
    }

    private void replace(Subscription subscription, CatalogView view, Reason reason) {
        subscription.replace(view, reason);
        follow(subscription, view.image().revision());
    }

    private void follow(Subscription subscription, long position) {
        if (position < log.last()) {
            subscription.changed(position + 1);
        }
        subscription.wake();
    }

    /** Ends every watch, and every one that is begun until {@link #goOn}. */
    public void endAll(RuntimeException cause) {
        thread.execute(() -> {
            ended = cause;
            subscriptions.all().forEach(each -> each.end(cause));
        });
    }

    /** Watches may begin again. */
    public void goOn() {
        thread.execute(() -> ended = null);
    }

    /** How many watches are open. */
    public int open() {
        return open.get();
    }

    /** By how many revisions the reader that is furthest behind was behind at the last tick. */
    public long worstLag() {
        return worstLag;
    }

    /** What the watches have come to. */
    public WatchCounts counts() {
        return counts;
    }

    private void onEnd(Subscription subscription) {
        open.decrementAndGet();
        thread.execute(() -> subscriptions.remove(subscription));
    }
}
