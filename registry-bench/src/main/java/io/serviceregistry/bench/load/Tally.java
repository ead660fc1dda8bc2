package io.serviceregistry.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;

/**
 * Counts the calls of a run. Each has one moment that decides whether it counts for the measure; which moment that is, is the
 * loop's affair. Thread-safe.
 */
final class Tally {
    /** Longer calls are counted as this long. */
    static final long MAX_LATENCY_NANOS = 120_000_000_000L;

    private static final int SIGNIFICANT_DIGITS = 3;

    private final long fromNanos;
    private final long untilNanos;
    private final Recorder latency = new Recorder(1, MAX_LATENCY_NANOS, SIGNIFICANT_DIGITS);
    private final LongAdder calls = new LongAdder();
    private final LongAdder items = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

    /** Measures from a point of monotonic time until before another. */
    Tally(long fromNanos, long untilNanos) {
        this.fromNanos = fromNanos;
        this.untilNanos = untilNanos;
    }

    /** A call that succeeded; it counts for the measure if the moment is within it. */
    void succeeded(long momentNanos, long latencyNanos, int itemsDone) {
        acknowledged.add(itemsDone);
        if (momentNanos - fromNanos >= 0 && momentNanos - untilNanos < 0) {
            calls.increment();
            items.add(itemsDone);
            latency.recordValue(Math.max(1, Math.min(latencyNanos, MAX_LATENCY_NANOS)));
        }
    }

    /** A call that failed. */
    void failed(String reason) {
        errors.computeIfAbsent(reason, unused -> new LongAdder()).increment();
    }

    /** What was counted in the time from the begin of the measure to a point of time; asked once. */
    LoadResult result(long endNanos) {
        Map<String, Long> failed = new TreeMap<>();
        errors.forEach((reason, count) -> failed.put(reason, count.sum()));
        return new LoadResult(
                (endNanos - fromNanos) / 1e9,
                calls.sum(),
                items.sum(),
                acknowledged.sum(),
                latency.getIntervalHistogram(),
                failed);
    }
}
