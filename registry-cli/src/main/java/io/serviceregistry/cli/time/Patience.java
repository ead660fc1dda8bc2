package io.serviceregistry.cli.time;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long a command waits for something to come true. */
public final class Patience {
    private final Clock clock;
    private final Duration limit;
    private final Duration interval;
    private final long startedNanos;

    private Patience(Clock clock, Duration limit, Duration interval) {
        this.clock = clock;
        this.limit = limit;
        this.interval = interval;
        this.startedNanos = clock.monotonicNanos();
    }

    /** Patience that begins now. */
    public static Patience of(Clock clock, Duration limit, Duration interval) {
        return new Patience(clock, limit, interval);
    }

    /** The time since it began. */
    public Duration elapsed() {
        return Duration.ofNanos(clock.monotonicNanos() - startedNanos);
    }

    /** Waits until the condition holds; false when the limit was reached first. It is asked at least once. */
    public boolean await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (!pause()) {
                return false;
            }
        }
        return true;
    }

    /** Waits a little; false at once when the limit is reached. */
    public boolean pause() {
        if (elapsed().compareTo(limit) >= 0) {
            return false;
        }
        try {
            clock.pause(interval);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
