package io.serviceregistry.bench.load;

/**
 * When the calls of an open loop are due: call number i at i / rate after the beginning. Computed from the number, so that
 * rounding does not add up.
 *
 * @param beginNanos the monotonic time of call 0
 * @param callsPerSecond the rate
 */
public record Schedule(long beginNanos, double callsPerSecond) {
    private static final double NANOS_PER_SECOND = 1e9;

    public Schedule {
        if (!(callsPerSecond > 0) || callsPerSecond > NANOS_PER_SECOND) {
            throw new IllegalArgumentException("callsPerSecond: " + callsPerSecond + " (expected: > 0 and <= 1e9)");
        }
    }

    /** When a call is due. */
    public long dueNanos(long call) {
        return beginNanos + (long) Math.ceil(call * NANOS_PER_SECOND / callsPerSecond);
    }
}
