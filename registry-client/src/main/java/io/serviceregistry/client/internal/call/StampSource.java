package io.serviceregistry.client.internal.call;

import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stamps new requests with registry time, and asks a node for it when it is not known freshly: before the first write,
 * and after a long silence. One question is asked at a time, for all writes that wait for it.
 *
 * <p>When nobody answers, requests go out without a stamp: the registry then keeps its exactly-once promise for ten
 * minutes from the first attempt.
 *
 * <p>Thread-safe.
 */
final class StampSource {

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** A node answers for its own state without asking others, so a slow answer is a hanging node. */
    private static final long ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Caller caller;
    private @Nullable CompletableFuture<StatusResponse> asking;

    StampSource(Caller caller) {
        this.caller = caller;
    }

    /** The stamp for a request; completes well before the limits of the request do, and never exceptionally. */
    CompletableFuture<Long> stamp(CallLimits limits) {
        long now = caller.nowNanos();
        if (caller.registryTime().isFresh(now)) {
            return CompletableFuture.completedFuture(caller.registryTime().stampMillis(now));
        }
        return ask(limits, now).handle((answer, error) -> caller.registryTime().stampMillis(caller.nowNanos()));
    }

    /** Asks a node for its state; only one that has caught up proves the registry time. */
    static Call<StatusRequest, StatusResponse> statusCall() {
        return new Call<StatusRequest, StatusResponse>(
                        AdminServiceGrpc.getStatusMethod(),
                        StatusRequest.getDefaultInstance(),
                        CallKind.READ,
                        StatusResponse::getHeader)
                .upToDateIf(StatusResponse::getReady);
    }

    private synchronized CompletableFuture<StatusResponse> ask(CallLimits limits, long nowNanos) {
        if (asking == null || asking.isDone()) {
            // Half of the call's time at most: the other half belongs to the call.
            long span = Math.min(LONGEST_NANOS, Math.max(1, (limits.deadlineAtNanos() - nowNanos) / 2));
            long attempt = Math.min(Math.min(ATTEMPT_NANOS, limits.attemptNanos()), Math.max(1, span / 2));
            asking = caller.call(statusCall().fromUpToDateOnly(), new CallLimits(nowNanos + span, attempt));
        }
        return asking;
    }
}
