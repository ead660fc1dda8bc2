package io.serviceregistry.node.testkit;

import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Virtual time: stands still until a test moves it, and runs on the way what was planned for the times it passes. One
 * thread.
 *
 * <p>Monotonic time starts below zero, because a monotonic clock may: whoever takes zero for «never» is found out.
 */
public final class ManualClock implements Clock, Timeline {
    /** Where a new clock stands. */
    public static final long START_NANOS = -Duration.ofHours(1).toNanos();

    private record Planned(long atNanos, long order, Runnable task) {}

    private final PriorityQueue<Planned> planned =
            new PriorityQueue<>(Comparator.comparingLong(Planned::atNanos).thenComparingLong(Planned::order));
    private long nowNanos = START_NANOS;
    private long order;

    @Override
    public long monotonicNanos() {
        return nowNanos;
    }

    @Override
    public long wallMillis() {
        return nowNanos / 1_000_000;
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public void at(long nanos, Runnable task) {
        planned.add(new Planned(Math.max(nanos, nowNanos), order++, task));
    }

    /** Moves time, and runs what becomes due, in its order. */
    public void advance(Duration duration) {
        long endNanos = nowNanos + duration.toNanos();
        for (Planned next = planned.peek(); next != null && next.atNanos() <= endNanos; next = planned.peek()) {
            planned.remove();
            nowNanos = next.atNanos();
            next.task().run();
        }
        nowNanos = endNanos;
    }

    /** Runs what is due at this moment. */
    public void runReady() {
        advance(Duration.ZERO);
    }

    /** Moves time and runs nothing, as a stopped process sees it: what was due is late. */
    public void jump(Duration duration) {
        nowNanos += duration.toNanos();
    }
}
