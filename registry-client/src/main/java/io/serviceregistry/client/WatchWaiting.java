package io.serviceregistry.client;

import io.serviceregistry.client.internal.watch.KeptWatch;
import java.time.Duration;
import java.util.Map;

/** Waits for watches. */
final class WatchWaiting {

    private WatchWaiting() {}

    /**
     * Waits until the watch follows. It goes on trying when the wait is over.
     *
     * @throws UnavailableException if the timeout passed first
     * @throws RegistryException if the registry refused the query: as the registry said
     * @throws IllegalStateException if it is closed
     */
    static void awaitFollowing(KeptWatch watch, Duration timeout) {
        WatchState state;
        try {
            state = watch.await(
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
                    "the watch of " + watch.query().services() + " has heard of no state after " + timeout,
                    details,
                    connecting.cause());
        }
    }
}
