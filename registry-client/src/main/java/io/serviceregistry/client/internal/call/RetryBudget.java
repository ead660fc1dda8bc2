package io.serviceregistry.client.internal.call;

/**
 * Paces the retries of one client, so that a struggling cluster gets the same load again at most a little above the
 * load it was given: a bucket of tokens that fills by time and by calls, one token a retry. A call's first retry needs
 * none.
 *
 * <p>An empty bucket delays a retry rather than forbidding it: during a change of leader every call in flight fails at
 * once, and all of them should work out before their deadlines.
 *
 * <p>Thread-safe.
 */
public final class RetryBudget {

    private static final double CAPACITY = 100; // what a change of leader may cost at once
    private static final double PER_CALL =
            0.2; // in the long run retries add at most a fifth to the load of a busy client
    private static final double PER_SECOND = 20; // and a quiet client may always try
    private static final double NANOS_PER_SECOND = 1e9;

    private double tokens = CAPACITY;
    private long filledAtNanos;

    public RetryBudget(long nowNanos) {
        this.filledAtNanos = nowNanos;
    }

    /** A call began. */
    public synchronized void called() {
        tokens = Math.min(CAPACITY, tokens + PER_CALL);
    }

    /** Takes a token and answers how long to wait until it is there; 0 when it is there now. */
    public synchronized long take(long nowNanos) {
        double elapsed = Math.max(0, nowNanos - filledAtNanos) / NANOS_PER_SECOND;
        filledAtNanos = nowNanos;
        tokens = Math.min(CAPACITY, tokens + elapsed * PER_SECOND) - 1;
        return tokens >= 0 ? 0 : (long) (-tokens / PER_SECOND * NANOS_PER_SECOND);
    }

    /** Gives a token back that was taken for a retry that will not happen. */
    public synchronized void giveBack() {
        tokens = Math.min(CAPACITY, tokens + 1);
    }
}
