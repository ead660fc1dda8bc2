package io.serviceregistry.bench.visibility;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** How long one thing took, each time it happened. Thread-safe. */
final class Latency {
    /** Longer times are counted as this long; calls have deadlines that are shorter. */
    private static final long MAX_NANOS = 120_000_000_000L;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final String name;
    private final Recorder recorder = new Recorder(1, MAX_NANOS, SIGNIFICANT_DIGITS);

    /**
     * What it came to.
     *
     * @param name what took so long
     * @param count how often it was measured
     * @param p50Millis half of them took no longer
     * @param p99Millis all but a hundredth took no longer
     * @param maxMillis the longest
     */
    record Figures(String name, long count, double p50Millis, double p99Millis, double maxMillis) {}

    Latency(String name) {
        this.name = name;
    }

    /** It happened once more. */
    void took(long nanos) {
        recorder.recordValue(Math.max(1, Math.min(nanos, MAX_NANOS)));
    }

    /** All that was measured; asked once. */
    Figures figures() {
        Histogram all = recorder.getIntervalHistogram();
        return new Figures(
                name,
                all.getTotalCount(),
                all.getValueAtPercentile(50) / NANOS_PER_MILLI,
                all.getValueAtPercentile(99) / NANOS_PER_MILLI,
                all.getMaxValue() / NANOS_PER_MILLI);
    }
}
