package io.serviceregistry.client;

import io.serviceregistry.client.internal.ClientRuntime;
import io.serviceregistry.client.internal.lease.KeptRegistration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * An instance that registers and stays registered: its lease is renewed every third of its TTL, at another node when
 * one does not answer within a ninth, through outages of any length. A lease that the registry no longer knows is
 * replaced by a new registration that carries the latest spec.
 *
 * <p>It stops by itself in two cases only: a newer registration of the same instance fences it for good, or the
 * registry refuses its spec. {@link #state()} and the listener tell.
 *
 * <p>Thread-safe.
 */
public final class Registration implements AutoCloseable {

    private final KeptRegistration kept;
    private final Duration closeTimeout;

    Registration(KeptRegistration kept, Duration closeTimeout) {
        this.kept = kept;
        this.closeTimeout = closeTimeout;
    }

    /** The state now. */
    public RegistrationState state() {
        return kept.state().current();
    }

    /** What it wants the registry to know of the instance. */
    public InstanceSpec spec() {
        return kept.spec();
    }

    /** What it has seen so far. */
    public RegistrationCounters counters() {
        return kept.counters();
    }

    /**
     * Waits until it is registered. It goes on trying when the wait is over.
     *
     * @return the lease, and the revision at which it was registered: a read at that revision or later shows it
     * @throws UnavailableException if the timeout passed first
     * @throws LeaseReplacedException if it is fenced
     * @throws RegistryException if the registry refused it for good: as the registry said
     * @throws IllegalStateException if it is closed
     */
    public RegistrationState.Registered awaitRegistered(Duration timeout) {
        RegistrationState state;
        try {
            state = kept.state()
                    .await(
                            current -> current instanceof RegistrationState.Registered || current.isFinal(),
                            timeout.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CallInterruption.of(false, e);
        }
        return registeredOrThrow(state, " after " + timeout);
    }

    /**
     * Completes with the lease once it is registered for the first time, on a thread of the client's that may block; fails as
     * {@link #awaitRegistered} throws, when it ends before that. Cancelling it ends nothing.
     */
    public CompletableFuture<RegistrationState.Registered> registered() {
        return kept.settled().thenApply(state -> registeredOrThrow(state, ""));
    }

    private RegistrationState.Registered registeredOrThrow(RegistrationState state, String when) {
        if (state instanceof RegistrationState.Registered registered) {
            return registered;
        }
        if (state instanceof RegistrationState.Rejected rejected) {
            throw rejected.cause();
        }
        if (state instanceof RegistrationState.Fenced) {
            ErrorDetails details = new ErrorDetails(ErrorReason.LEASE_REPLACED, Outcome.NOT_APPLIED, false, Map.of());
            throw new LeaseReplacedException("a newer registration holds " + spec().key(), details, null);
        }
        if (state instanceof RegistrationState.Closed) {
            throw new IllegalStateException("registration: closed (expected: open)");
        }
        ErrorDetails details = new ErrorDetails(ErrorReason.UNREACHABLE, Outcome.NOT_APPLIED, true, Map.of());
        throw new UnavailableException(spec().key() + " is not registered" + when + ": " + state, details, null);
    }

    /**
     * Reports another status. Remembered: every later registration carries it.
     *
     * @return completes once the registry knows, however long that takes; fails with {@link InvalidFieldException} if
     *     it
     *     refuses, with IllegalStateException if the registration ends first
     */
    public CompletableFuture<Void> updateStatus(ReportedStatus status) {
        return kept.change(spec -> spec.withStatus(status));
    }

    /** Replaces the metadata; otherwise as {@link #updateStatus}. */
    public CompletableFuture<Void> updateMetadata(Map<String, String> metadata) {
        Map<String, String> copy = Map.copyOf(metadata);
        return kept.change(spec -> spec.withMetadata(copy));
    }

    /** Replaces the checks; otherwise as {@link #updateStatus}. */
    public CompletableFuture<Void> updateChecks(List<Check> checks) {
        List<Check> copy = List.copyOf(checks);
        return kept.change(spec -> spec.withChecks(copy));
    }

    /** Changes the weight; otherwise as {@link #updateStatus}. */
    public CompletableFuture<Void> updateWeight(int weight) {
        if (weight <= 0) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
        }
        return kept.change(spec -> spec.withWeight(weight));
    }

    /** Begins to close; completes once it has ended. */
    public CompletableFuture<Void> closeAsync() {
        return state().isFinal() ? CompletableFuture.completedFuture(null) : kept.close(closeTimeout);
    }

    /**
     * Ends it and, unless it was decided otherwise, removes the instance; by its lease, so that a newer holder is never
     * removed. Best effort within the client's close timeout: what cannot be removed lapses. Any number of times.
     */
    @Override
    public void close() {
        ClientRuntime.await(closeAsync(), closeTimeout.plusSeconds(1));
    }
}
