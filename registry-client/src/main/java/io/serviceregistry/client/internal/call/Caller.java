package io.serviceregistry.client.internal.call;

import io.serviceregistry.client.CallObserver;
import io.serviceregistry.client.ErrorDetails;
import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries calls out: attempts, one after the other, each on another node than the one before, until one is answered or
 * the deadline of the call has come.
 *
 * <p>Thread-safe. Never blocks. Futures complete on the transport's threads or on those of {@code executor}, never on
 * the scheduler's, so that what applications hang on them cannot hold up anything of ours.
 */
public final class Caller implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Caller.class);

    private final NodeTransport transport;
    private final NodeSelector selector;
    private final Scheduler scheduler;
    private final Executor executor;
    private final Backoff backoff;
    private final RetryBudget budget;
    private final RegistryTime registryTime;
    private final Set<Attempts<?, ?>> inFlight = ConcurrentHashMap.newKeySet();
    private final CallCounts counts = new CallCounts();
    private final List<CallObserver> observers = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    public Caller(
            NodeTransport transport,
            NodeSelector selector,
            Scheduler scheduler,
            Executor executor,
            Backoff backoff,
            RegistryTime registryTime) {
        this.transport = transport;
        this.selector = selector;
        this.scheduler = scheduler;
        this.executor = executor;
        this.backoff = backoff;
        this.budget = new RetryBudget(scheduler.nowNanos());
        this.registryTime = registryTime;
    }

    /**
     * Carries a call out. The future fails with a {@link RegistryException}.
     *
     * @param limits how long the call and each attempt may take
     */
    <Q, R> CompletableFuture<R> call(Call<Q, R> call, CallLimits limits) {
        CallCounts.OfMethod counted = counts.of(call.name());
        long begunNanos = scheduler.nowNanos();
        Attempts<Q, R> attempts = new Attempts<>(this, call, limits, counted);
        inFlight.add(attempts);
        // What callers get completes after this: who sees a result finds it counted.
        CompletableFuture<R> result = attempts.result().whenComplete((answer, error) -> {
            inFlight.remove(attempts);
            RegistryException failure = asFailure(error);
            counted.ended(failure);
            for (CallObserver observer : observers) {
                tell(observer, call.name(), failure, begunNanos);
            }
        });
        if (closed) {
            attempts.abandon();
        } else {
            budget.called();
            attempts.attempt();
        }
        return result;
    }

    /** What became of calls so far. */
    public CallCounts counts() {
        return counts;
    }

    /** Tells an observer of every call that ends from now on. */
    public void observe(CallObserver observer) {
        observers.add(observer);
    }

    /** Tells an observer nothing more. */
    public void forget(CallObserver observer) {
        observers.remove(observer);
    }

    /** Ends every call in flight and refuses new ones. */
    @Override
    public void close() {
        closed = true;
        for (Attempts<?, ?> attempts : inFlight) {
            attempts.abandon();
        }
    }

    boolean isClosed() {
        return closed;
    }

    NodeTransport transport() {
        return transport;
    }

    NodeSelector selector() {
        return selector;
    }

    RegistryTime registryTime() {
        return registryTime;
    }

    RetryBudget budget() {
        return budget;
    }

    Backoff backoff() {
        return backoff;
    }

    long nowNanos() {
        return scheduler.nowNanos();
    }

    void retryAfter(long delayNanos, Runnable attempt) {
        scheduler.schedule(delayNanos, () -> executor.execute(attempt));
    }

    private void tell(CallObserver observer, String method, @Nullable RegistryException failure, long begunNanos) {
        try {
            observer.ended(method, failure, Duration.ofNanos(scheduler.nowNanos() - begunNanos));
        } catch (RuntimeException e) {
            log.error("An observer of calls failed", e); // its defect is not the call's
        }
    }

    private static @Nullable RegistryException asFailure(@Nullable Throwable error) {
        if (error == null) {
            return null;
        }
        return error instanceof RegistryException known ? known : StatusMapper.defect(error);
    }

    static RegistryException abandoned(String context, boolean maybeApplied) {
        Outcome outcome = maybeApplied ? Outcome.INDETERMINATE : Outcome.NOT_APPLIED;
        ErrorDetails details = new ErrorDetails(ErrorReason.CANCELLED, outcome, false, Map.of());
        return StatusMapper.exception(details, context + ": the client was closed", null);
    }
}
