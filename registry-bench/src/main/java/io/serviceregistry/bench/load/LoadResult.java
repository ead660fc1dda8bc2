package io.serviceregistry.bench.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a load came to.
 *
 * @param seconds how long was measured
 * @param calls calls that succeeded while measuring
 * @param items what these calls did
 * @param acknowledged what all calls of the run did, the warm-up and the calls under way at its end included
 * @param latencyNanos of the calls counted in {@code calls}
 * @param errors how many calls failed, by reason, warm-up included
 */
public record LoadResult(
        double seconds, long calls, long items, long acknowledged, Histogram latencyNanos, Map<String, Long> errors) {
    private static final double NANOS_PER_MILLI = 1e6;

    public LoadResult {
        errors = new TreeMap<>(errors);
    }

    /** Items in a second. */
    public double itemsPerSecond() {
        return items / seconds;
    }

    /** The latency that so many percent of the calls stayed within, in milliseconds. */
    public double millisAt(double percentile) {
        return latencyNanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    /** The longest latency, in milliseconds. */
    public double maxMillis() {
        return latencyNanos.getMaxValue() / NANOS_PER_MILLI;
    }

    /** How many calls failed. */
    public long failures() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
