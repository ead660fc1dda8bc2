package io.serviceregistry.node.service;

import io.serviceregistry.node.service.NotServingException.Reason;
import java.util.concurrent.CompletableFuture;

/** Whether this node takes requests at all. Thread-safe. */
public final class AdmissionControl {
    private final Readiness readiness;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();

    public AdmissionControl(Readiness readiness) {
        this.readiness = readiness;
    }

    /** From now on every request is refused. */
    public void stop() {
        stopping.complete(null);
    }

    /** Ends what would not end by itself: runs when requests are refused for good, within {@link #stop}; at once if they are. */
    public void whenStopping(Runnable end) {
        var unused = stopping.thenRun(end);
    }

    /**
     * Lets a request in.
     *
     * @throws NotServingException when it must go elsewhere
     */
    public void admit() {
        if (stopping.isDone()) {
            throw stopping();
        }
        requireRightState();
        // Writes too: what they are good for is counted from this node's registry time, which is old until it catches
        // up.
        readiness.notReadyReason().ifPresent(reason -> {
            throw new NotServingException(Reason.NOT_READY, reason);
        });
    }

    /** Why a node that stops refuses a request, or ends a stream. */
    public static NotServingException stopping() {
        return new NotServingException(Reason.STOPPING, "the node is stopping");
    }

    /**
     * Stops a request that was let in before this node's state was found wrong, and would be answered from it now.
     *
     * @throws NotServingException when it must go elsewhere
     */
    public void requireRightState() {
        readiness.divergence().ifPresent(difference -> {
            throw new NotServingException(Reason.STATE_DIVERGED, difference);
        });
    }
}
