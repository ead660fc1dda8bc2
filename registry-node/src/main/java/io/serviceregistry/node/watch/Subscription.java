package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.watch.WatchContent.Bookmark;
import io.serviceregistry.node.watch.WatchContent.Changes;
import io.serviceregistry.node.watch.WatchContent.Resync;
import io.serviceregistry.node.watch.WatchContent.Snapshot;
import io.serviceregistry.node.watch.WatchContent.Synced;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One watch: where its reader is, and what to send next.
 *
 * <p>It runs when it is woken and its reader can take more, one run at a time, on a thread of a pool. It holds no events but those
 * of the step under way: what its reader has not taken stays in the change log, and when the log lets go of it, the
 * watch ends.
 *
 * <p>Thread-safe.
 */
public final class Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    /** Then others have their turn. */
    private static final int SENDS_IN_A_ROW = 16;

    /**
     * A reader that takes nothing for so many seconds, while something waits for it, is given up: what it is to be sent may hold
     * on to an old state of everything.
     */
    static final int STALLED_TICKS = 60;

    private static final long NO_BOOKMARK = -1;

    private final WatchFilter filter;
    private final WatchOutlet outlet;
    private final StepLimits limits;
    private final ChangeLog log;
    private final ChangeReader reader;
    private final Supplier<CatalogView> current;
    private final Executor executor;
    private final WatchCounts counts;
    private final Consumer<Subscription> onEnd;
    private final AtomicInteger wakes = new AtomicInteger();
    private final PendingRevision pending = new PendingRevision();
    /** A revision up to which nothing was pending when it was set; sent when that is so still. */
    private volatile long bookmark = NO_BOOKMARK;

    /** Ticks since something was sent. */
    private final AtomicInteger silentTicks = new AtomicInteger();

    private volatile @Nullable Replacement replacement;
    private volatile @Nullable RuntimeException ending;
    private final AtomicBoolean ended = new AtomicBoolean();

    // Of the run under way:
    private long position;
    private @Nullable SnapshotCursor snapshot;
    private final Queue<WatchContent> parts = new ArrayDeque<>();

    /** A state that takes the place of what the reader has. */
    private record Replacement(CatalogView view, Resync.Reason reason) {}

    /**
     * A watch that sends nothing before it is woken.
     *
     * @param position the revision of the state that its reader has; with a snapshot, that of the snapshot
     * @param snapshot what the reader is to be sent first; null when it has a state
     * @param current the newest state
     * @param onEnd called once
     */
    Subscription(
            WatchFilter filter,
            WatchOutlet outlet,
            long position,
            @Nullable CatalogView snapshot,
            StepLimits limits,
            ChangeLog log,
            Supplier<CatalogView> current,
            Executor executor,
            WatchCounts counts,
            Consumer<Subscription> onEnd) {
        this.filter = filter;
        this.outlet = outlet;
        this.limits = limits;
        this.log = log;
        this.reader = new ChangeReader(log, filter, limits);
        this.current = current;
        this.executor = executor;
        this.counts = counts;
        this.onEnd = onEnd;
        this.position = position;
        this.snapshot = snapshot == null ? null : new SnapshotCursor(snapshot, filter, limits);
    }

    WatchFilter filter() {
        return filter;
    }

    /** Something that matches may have changed at a revision that is in the log. */
    void changed(long revision) {
        pending.mark(revision);
        wake();
    }

    /** Nothing is in the log beyond this revision yet, and of what is, all that may matter was {@link #changed told}. */
    void bookmark(long revision) {
        bookmark = revision;
        wake();
    }

    /** What the reader has is replaced by a state that no changes lead to. */
    void replace(CatalogView view, Resync.Reason reason) {
        replacement = new Replacement(view, reason);
        wake();
    }

    /** Called once a second: the log has let go of revisions before this one. A reader that is lost or stalled is given up. */
    void tick(long firstRevision) {
        if (silentTicks.incrementAndGet() >= STALLED_TICKS || pending.isBefore(firstRevision)) {
            wake();
        }
    }

    /** By how many revisions its reader is behind the last one, from the first that may matter to it on. */
    long lag(long lastRevision) {
        return pending.countTo(lastRevision);
    }

    /** Ends the watch. */
    void end(RuntimeException cause) {
        ending = cause;
        wake();
    }

    /** Its reader is gone; nothing is sent any more. */
    public void cancel() {
        if (ended.compareAndSet(false, true)) {
            onEnd.accept(this);
        }
    }

    /** Looks whether there is something to send; to be called when the reader can take more. Never blocks. */
    public void wake() {
        if (!ended.get() && wakes.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    private void run() {
        int seen;
        do {
            seen = wakes.get();
            if (runOnce()) {
                executor.execute(this::run);
                return;
            }
        } while (!wakes.compareAndSet(seen, 0));
    }

    /** True when there is more to do at once. */
    private boolean runOnce() {
        try {
            for (int i = 0; i < SENDS_IN_A_ROW; i++) {
                if (ended.get() || !step()) {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException e) {
            LOG.error("A watch failed in a way that nobody expected", e);
            finish(e);
            return false;
        }
    }

    /** Sends one content, if there is one and the reader can take it; false when there is nothing to do. */
    private boolean step() {
        RuntimeException cause = ending;
        if (cause != null) {
            finish(cause);
            return false;
        }
        boolean ready = outlet.isReady();
        if (pending.isBefore(log.first()) && position + 1 < log.first()) {
            if (!ready) {
                finish(tooSlow());
                return false;
            }
            // It takes what it is given: it was this node that was busy.
            restart(new Replacement(current.get(), Resync.Reason.HISTORY_GONE));
            return true;
        }
        if (!ready) {
            if (silentTicks.get() >= STALLED_TICKS && hasMore()) {
                finish(tooSlow());
            }
            return false;
        }
        Replacement next = replacement;
        if (next != null) {
            replacement = null;
            if (next.reason() == Resync.Reason.OTHER_CLUSTER
                    || next.view().image().revision() > position) {
                restart(next);
            } // else it has gone on from a newer state already
            return true;
        }
        SnapshotCursor cursor = snapshot;
        if (cursor != null) {
            sendSnapshot(cursor);
            return true;
        }
        WatchContent part = parts.poll();
        if (part != null) {
            send(part);
            return true;
        }
        return pending.isMarked() ? sendChanges() : sendBookmark();
    }

    private boolean hasMore() {
        return replacement != null || snapshot != null || !parts.isEmpty() || pending.isMarked();
    }

    private WatchTooSlowException tooSlow() {
        return new WatchTooSlowException(snapshot == null && parts.isEmpty() ? position : 0);
    }

    private void send(WatchContent content) {
        silentTicks.set(0);
        counts.countSent();
        outlet.send(content);
    }

    private void restart(Replacement next) {
        parts.clear();
        snapshot = new SnapshotCursor(next.view(), filter, limits);
        position = next.view().image().revision();
        counts.countResync(next.reason());
        send(new Resync(next.reason()));
    }

    private void sendSnapshot(SnapshotCursor cursor) {
        List<InstanceView> part = cursor.next();
        if (part.isEmpty()) {
            snapshot = null;
            send(new Synced(cursor.view()));
        } else {
            send(new Snapshot(part));
        }
    }

    private boolean sendChanges() {
        long from = Math.max(pending.take(), position + 1);
        if (from > log.last()) {
            return true; // it was sent together with an earlier one
        }
        Optional<ChangeReader.Step> found = reader.next(from);
        if (found.isEmpty()) {
            pending.mark(from); // let go of in this very moment
            return true;
        }
        ChangeReader.Step step = found.get();
        if (step.toRevision() < log.last()) {
            pending.mark(step.toRevision() + 1);
        }
        long before = position;
        position = step.toRevision();
        if (!step.events().isEmpty()) {
            split(before, step);
        }
        return true;
    }

    /** Nearly always one part: a revision of more events than one content should have goes on in the next. */
    private void split(long before, ChangeReader.Step step) {
        List<WatchEvent> events = step.events();
        for (int start = 0; start < events.size(); start += limits.maxEvents()) {
            int end = Math.min(events.size(), start + limits.maxEvents());
            parts.add(new Changes(
                    before, step.toRevision(), step.coalesced(), end < events.size(), events.subList(start, end)));
        }
    }

    private boolean sendBookmark() {
        long revision = bookmark;
        if (revision == NO_BOOKMARK) {
            return false;
        }
        bookmark = NO_BOOKMARK;
        // Asked again: what came after the bookmark was set may be before it.
        if (pending.isMarked()) {
            return true;
        }
        position = Math.max(position, revision);
        send(new Bookmark(position));
        return true;
    }

    private void finish(RuntimeException cause) {
        if (ended.compareAndSet(false, true)) {
            if (cause instanceof WatchTooSlowException) {
                counts.countCut();
            }
            outlet.end(cause);
            onEnd.accept(this);
        }
    }
}
