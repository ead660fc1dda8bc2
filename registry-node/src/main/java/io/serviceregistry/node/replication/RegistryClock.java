package io.serviceregistry.node.replication;

/**
 * Registry time on the leader: what the next entry will say. Confined to the thread that proposes.
 *
 * <p>It runs with the monotonic clock, but a reading counts for two ticks at most: what a pause of the process took longer
 * is discarded, never made up, because during the pause nobody could be heard. And it is never more than a second
 * ahead of the entry applied last: while nothing commits, it stands still.
 */
final class RegistryClock {
    static final long MAX_AHEAD_MILLIS = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final long maxStepNanos;
    private long timeMillis;
    private long fractionNanos;
    private long readAtNanos;

    RegistryClock(long tickNanos) {
        this.maxStepNanos = 2 * tickNanos;
    }

    /** Continues from the entry applied last: a new term begins. */
    void start(long appliedMillis, long nowNanos) {
        timeMillis = appliedMillis;
        fractionNanos = 0;
        readAtNanos = nowNanos;
    }

    /** Reads the time; to be called once a tick at least. */
    long read(long appliedMillis, long nowNanos) {
        fractionNanos += Math.min(nowNanos - readAtNanos, maxStepNanos);
        readAtNanos = nowNanos;
        timeMillis += fractionNanos / NANOS_PER_MILLI;
        fractionNanos %= NANOS_PER_MILLI;
        timeMillis = Math.max(appliedMillis, Math.min(timeMillis, appliedMillis + MAX_AHEAD_MILLIS));
        return timeMillis;
    }
}
