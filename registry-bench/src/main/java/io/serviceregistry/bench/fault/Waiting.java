package io.serviceregistry.bench.fault;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits of the thread that drives a run. */
final class Waiting {
    /** For what must come to pass: nodes, load and whatever else the machine does share its cores. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

    private Waiting() {}

    /** Waits for a condition; false when it has not come true within {@link #PATIENCE}. */
    static boolean until(BooleanSupplier condition) {
        return until(PATIENCE, condition);
    }

    /** Waits for a condition; false when it has not come true in time. */
    static boolean until(Duration patience, BooleanSupplier condition) {
        long endNanos = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            long leftNanos = endNanos - System.nanoTime();
            if (leftNanos <= 0) {
                return false;
            }
            LockSupport.parkNanos(Math.min(POLL_NANOS, leftNanos));
        }
        return true;
    }

    /** Lets time pass. */
    static void elapse(Duration time) {
        until(time, () -> false);
    }
}
