package io.serviceregistry.client.internal.call;

import io.grpc.Status;
import io.serviceregistry.client.ErrorDetails;
import io.serviceregistry.client.ErrorReason;
import io.serviceregistry.client.IndeterminateException;
import io.serviceregistry.client.Outcome;
import io.serviceregistry.client.RegistryException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The attempts of one call. Attempts follow one another, so the fields need no lock; only {@link #abandon} comes from
 * elsewhere, and it decides nothing but the result.
 *
 * <p>What always holds: once an attempt may have been applied, the call ends with an answer that speaks for the whole
 * request, or as indeterminate; never as "not applied".
 */
final class Attempts<Q, R> {

    /** Who asks for one node wants to know how it is: after a broken connection and a fresh one, it is down. */
    private static final int MAX_ATTEMPTS_AT_ONE_NODE = 3;

    private final Caller caller;
    private final Call<Q, R> call;
    private final CallLimits limits;
    private final CallCounts.OfMethod counts;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final Set<String> tried = new HashSet<>();
    private volatile boolean maybeApplied;
    private volatile @Nullable CompletableFuture<R> current;
    private int failures;

    Attempts(Caller caller, Call<Q, R> call, CallLimits limits, CallCounts.OfMethod counts) {
        this.caller = caller;
        this.call = call;
        this.limits = limits;
        this.counts = counts;
    }

    CompletableFuture<R> result() {
        return result;
    }

    /** Makes the next attempt. */
    void attempt() {
        if (result.isDone()) {
            return;
        }
        long now = caller.nowNanos();
        String address = nextAddress(now);
        // At least a millisecond: a deadline that has just passed is reported by the attempt like any other.
        long timeout = Math.max(1_000_000, Math.min(limits.attemptNanos(), limits.deadlineAtNanos() - now));
        counts.attempted(failures > 0);
        CompletableFuture<R> attempt = caller.transport().send(address, call.method(), call.request(), timeout);
        current = attempt;
        if (result.isDone()) {
            attempt.cancel(false);
        }
        CompletableFuture<?> unused = attempt.whenComplete((answer, error) -> {
            try {
                if (error == null) {
                    succeeded(address, answer);
                } else {
                    failed(address, error);
                }
            } catch (RuntimeException e) {
                result.completeExceptionally(e); // a defect of ours must not leave the caller waiting
            }
        });
    }

    /** Ends the call now, because nobody is left to carry it on. */
    void abandon() {
        CompletableFuture<R> attempt = current;
        boolean underway = attempt != null && !attempt.isDone() && call.kind() != CallKind.READ;
        result.completeExceptionally(Caller.abandoned(call.name(), maybeApplied || underway));
        if (attempt != null) {
            attempt.cancel(false);
        }
    }

    private String nextAddress(long nowNanos) {
        String pinned = call.pinnedTo();
        if (pinned != null) {
            return pinned;
        }
        if (tried.size() >= caller.selector().ring().size()) {
            tried.clear(); // everybody had a turn: start over
        }
        String address = caller.selector().pick(call.kind() != CallKind.READ, tried, nowNanos);
        tried.add(address);
        return address;
    }

    private boolean othersAreLeft() {
        return call.pinnedTo() == null
                && tried.size() < caller.selector().ring().size();
    }

    private void succeeded(String address, R answer) {
        boolean upToDate = call.upToDate().test(answer);
        if (call.upToDateOnly() && !upToDate) {
            failed(address, new AttemptFailure(Status.UNAVAILABLE.withDescription("not up to date"), null, true));
            return;
        }
        caller.selector().answered(address);
        caller.selector().learn(address, call.header().apply(answer));
        caller.registryTime().observe(call.header().apply(answer).getRegistryTimeMillis(), upToDate, caller.nowNanos());
        result.complete(answer);
    }

    private void failed(String address, Throwable thrown) {
        if (result.isDone()) {
            return;
        }
        AttemptFailure failure = asAttemptFailure(thrown);
        RegistryException error = StatusMapper.toException(failure, call.kind(), call.name() + " at " + address);
        long now = caller.nowNanos();
        if (StatusMapper.isNodeInTrouble(error)) {
            caller.selector().failed(address, now);
        } else {
            caller.selector().answered(address);
        }
        maybeApplied |= error.outcome() == Outcome.INDETERMINATE;
        failures++;
        boolean enough = call.pinnedTo() != null && failures >= MAX_ATTEMPTS_AT_ONE_NODE;
        if (!error.isRetrySafe() || caller.isClosed() || enough) {
            end(error);
            return;
        }
        boolean elsewhere = StatusMapper.isOneNodesView(error) && othersAreLeft();
        long asked = elsewhere ? 0 : StatusMapper.retryDelay(failure).toNanos();
        long backoff = asked + caller.backoff().delayNanos(failures);
        // The first retry of a call is free: when a node is lost, every call in flight there moves to another at once,
        // and
        // that is no more than the load there was.
        boolean free = failures == 1;
        long wait = free ? backoff : Math.max(backoff, caller.budget().take(now));
        if (now + wait - limits.deadlineAtNanos() >= 0) {
            if (!free) {
                caller.budget().giveBack();
            }
            end(error);
            return;
        }
        caller.retryAfter(wait, this::attempt);
    }

    private void end(RegistryException last) {
        if (!maybeApplied || StatusMapper.isDecided(last)) {
            result.completeExceptionally(last);
            return;
        }
        ErrorReason reason = last.reason() == ErrorReason.REQUEST_TOO_OLD ? last.reason() : ErrorReason.INDETERMINATE;
        // Not safe to repeat: the next call would carry another request id.
        ErrorDetails details = new ErrorDetails(
                reason, Outcome.INDETERMINATE, false, last.details().metadata());
        result.completeExceptionally(new IndeterminateException(
                call.name() + ": not answered after " + failures + " attempts, one of which may have been applied",
                details,
                last));
    }

    private static AttemptFailure asAttemptFailure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof AttemptFailure failure) {
            return failure;
        }
        Status status = cause instanceof CancellationException ? Status.CANCELLED : Status.UNKNOWN;
        return new AttemptFailure(status.withCause(cause), null, true);
    }
}
