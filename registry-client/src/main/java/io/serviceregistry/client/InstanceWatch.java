package io.serviceregistry.client;

import io.serviceregistry.client.internal.watch.KeptWatch;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A watch that goes on: on another node when its node is lost, from where it was, until it is closed. Through outages of any
 * length it serves what it knows.
 *
 * <p>Thread-safe.
 */
public final class InstanceWatch implements AutoCloseable {

    private final KeptWatch kept;

    InstanceWatch(KeptWatch kept) {
        this.kept = kept;
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
     * How old what it knows may be: whatever was acknowledged earlier than so long ago, it reflects. Empty before it has heard
     * anything.
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
        WatchState state;
        try {
            state = kept.await(
                    current -> current instanceof WatchState.Following || current.isFinal(), timeout.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallInterruption.of(false, e);
        }
        if (state instanceof WatchState.Rejected rejected) {
            throw rejected.cause();
        }
        if (state instanceof WatchState.Closed) {
            throw new IllegalStateException("watch: closed (expected: open)");
        }
        if (state instanceof WatchState.Connecting connecting) {
            ErrorDetails details = new ErrorDetails(ErrorReason.UNREACHABLE, Outcome.NOT_APPLIED, true, Map.of());
            throw new UnavailableException(
                    "the watch of " + query().services() + " has heard of no state after " + timeout,
                    details,
                    connecting.cause());
        }
        return current();
    }

    /** Ends it. Any number of times. */
    @Override
    public void close() {
        var unused = kept.close();
    }
}
