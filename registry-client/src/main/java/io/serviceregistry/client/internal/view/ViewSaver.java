package io.serviceregistry.client.internal.view;

import io.serviceregistry.client.internal.call.Scheduler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves a view as it changes: at once, and then once a second at most, always the newest. A disk that is slow or full costs the
 * application nothing but the file.
 *
 * <p>Confined to the scheduler's thread; files are written on another.
 */
final class ViewSaver {

    private static final Logger log = LoggerFactory.getLogger(ViewSaver.class);

    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ViewFile file;
    private final Scheduler scheduler;
    private final Executor writer;
    private @Nullable SavedView waiting;
    private CompletableFuture<Void> writes = CompletableFuture.completedFuture(null); // one after the other
    private boolean busy; // a write is under way, or the pause after it
    private volatile boolean failing;

    ViewSaver(ViewFile file, Scheduler scheduler, Executor writer) {
        this.file = file;
        this.scheduler = scheduler;
        this.writer = writer;
    }

    /** Saves this, unless something newer comes before its turn. */
    void save(SavedView view) {
        waiting = view;
        if (!busy) {
            busy = true;
            write();
            scheduler.schedule(PAUSE_NANOS, this::afterPause);
        }
    }

    /** Saves what still waits; completes when it is done. */
    CompletableFuture<Void> finish() {
        write();
        return writes;
    }

    private void afterPause() {
        busy = false;
        SavedView next = waiting;
        if (next != null) {
            save(next);
        }
    }

    private void write() {
        SavedView view = waiting;
        if (view != null) {
            waiting = null;
            writes = writes.thenRunAsync(() -> write(view), writer);
        }
    }

    private void write(SavedView view) {
        try {
            file.save(view);
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                log.warn("A view cannot be saved: {}", e.toString()); // once, not every second
            }
            failing = true;
        }
    }
}
