package io.serviceregistry.client;

import io.serviceregistry.client.internal.watch.KeptWatch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A watch that goes on: on another node when its node is lost, from where it was, until it is closed. Through outages of any
 * length it serves what it knows.
 *
 * <p>Thread-safe.
 */
public final class InstanceWatch implements AutoCloseable {

    private final KeptWatch kept;
    private final Executor completions;

    InstanceWatch(KeptWatch kept, Executor completions) {
        this.kept = kept;
        this.completions = completions;
    }

    /** What it asks for. */
    public WatchQuery query() {
        return kept.query();
    }

    /** What matches, as far as it knows; {@link WatchedInstances#NONE} before it has heard anything. Never blocks. */
    public WatchedInstances current() {
        return kept.current();
    }

    /** Where it stands. */
    public WatchState state() {
        return kept.state();
    }

    /**
     * How old what it knows may be: whatever was acknowledged earlier than so long ago, it reflects. Empty before a node
     * has said how old it may be.
     */
    public Optional<Duration> age() {
        return kept.age();
    }

    /**
     * Waits until it follows. It goes on trying when the wait is over.
     *
     * @return what matches then
     * @throws UnavailableException if the timeout passed first
     * @throws RegistryException if the registry refused the query: as the registry said
     * @throws IllegalStateException if it is closed
     */
    public WatchedInstances awaitSynced(Duration timeout) {
        WatchWaiting.awaitFollowing(kept, timeout);
        return current();
    }

    /**
     * Completes with what matches once it follows for the first time, on a thread of the client's that may block; fails with a
     * {@link RegistryException} when the registry refuses the query, and with {@link IllegalStateException} when it is closed
     * before. Cancelling it ends nothing.
     */
    public CompletableFuture<WatchedInstances> synced() {
        return kept.synced().thenApplyAsync(unused -> current(), completions);
    }

    /** Ends it. Any number of times. */
    @Override
    public void close() {
        var unused = kept.close();
    }
}
