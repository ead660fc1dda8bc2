package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import java.util.concurrent.CompletableFuture;

/**
 * A command on its way into the log, through one attempt or several. Thread-safe: the first end wins.
 *
 * <p>What it never does is to say «not proposed» once any attempt may have reached the log.
 */
final class PendingWrite {
    private final Lane lane;
    private final LoggedCommand command;
    private final int bytes;
    private final boolean forwarded;
    private final long deadlineNanos;
    private final CompletableFuture<Result> done = new CompletableFuture<>();
    private boolean inFlight;
    private boolean mayBeInLog;
    private boolean ended;

    /**
     * A command to be written.
     *
     * @param forwarded true when another node tries again, not this one
     * @param deadlineNanos on the node's monotonic clock
     */
    PendingWrite(Lane lane, LoggedCommand command, int bytes, boolean forwarded, long deadlineNanos) {
        this.lane = lane;
        this.command = command;
        this.bytes = bytes;
        this.forwarded = forwarded;
        this.deadlineNanos = deadlineNanos;
    }

    Lane lane() {
        return lane;
    }

    LoggedCommand command() {
        return command;
    }

    int bytes() {
        return bytes;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    CompletableFuture<Result> done() {
        return done;
    }

    /**
     * An attempt begins: from here on nobody but the log knows. False when the write has ended, and must not be attempted.
     *
     * <p>Decided together with {@link #fail}: a write that runs out of time while it is being taken is either told «not
     * proposed» and left out, or attempted and told «indeterminate».
     */
    synchronized boolean attempt() {
        if (ended || done.isDone()) {
            return false;
        }
        inFlight = true;
        return true;
    }

    void complete(Result result) {
        if (result.outcome() instanceof Outcome.Rejected rejected && isAboutThisAttempt(rejected.reason())) {
            // An earlier attempt may still be on its way to the log: «not applied» would say too much.
            indeterminateIfAttemptedBefore(result);
        } else {
            done.complete(result);
        }
    }

    /** A full table of requests says nothing of the same command a moment later. */
    private static boolean isAboutThisAttempt(Rejection reason) {
        return reason == Rejection.TOO_MANY_REQUESTS_REMEMBERED;
    }

    private void indeterminateIfAttemptedBefore(Result result) {
        boolean before;
        synchronized (this) {
            before = mayBeInLog;
        }
        if (before) {
            fail(Reason.DEADLINE_PASSED);
        } else {
            done.complete(result);
        }
    }

    /** An attempt ended without reaching the log; true when this node should try again. */
    boolean notProposed(Reason reason) {
        synchronized (this) {
            inFlight = false;
        }
        if (!forwarded && (reason == Reason.NOT_LEADER || reason == Reason.NO_LEADER)) {
            return !done.isDone();
        }
        fail(reason);
        return false;
    }

    /** An attempt ended, and nobody can say how; true when this node should try again. */
    boolean indeterminate() {
        synchronized (this) {
            mayBeInLog = true;
            inFlight = false;
        }
        if (!forwarded && isRepeatable()) {
            return !done.isDone();
        }
        fail(Reason.DEADLINE_PASSED);
        return false;
    }

    /** Ends it without a result. */
    void fail(Reason reason) {
        boolean indeterminate;
        synchronized (this) {
            ended = true;
            indeterminate = mayBeInLog || inFlight;
        }
        // Outside the lock: callers' continuations run in here.
        done.completeExceptionally(
                indeterminate
                        ? new IndeterminateOutcomeException("the attempt was not answered in time")
                        : new NotProposedException(reason));
    }

    /** With a request id apply repeats nothing; renewals and barriers may be repeated. */
    private boolean isRepeatable() {
        return command.request() != null
                || command.command() instanceof RenewLeases
                || command.command() instanceof Barrier;
    }
}
