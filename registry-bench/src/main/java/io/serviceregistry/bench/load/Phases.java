package io.serviceregistry.bench.load;

import java.time.Duration;

/**
 * The two phases of a run.
 *
 * @param warmUp load that does not count
 * @param measure load that does
 */
public record Phases(Duration warmUp, Duration measure) {
    public Phases {
        if (warmUp.isNegative() || measure.isNegative() || measure.isZero()) {
            throw new IllegalArgumentException(
                    "warmUp, measure: " + warmUp + ", " + measure + " (expected: >= 0 and > 0)");
        }
    }

    /** Phases of so many seconds. */
    public static Phases ofSeconds(double warmUp, double measure) {
        return new Phases(duration(warmUp), duration(measure));
    }

    /** Both together. */
    public Duration total() {
        return warmUp.plus(measure);
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }
}
