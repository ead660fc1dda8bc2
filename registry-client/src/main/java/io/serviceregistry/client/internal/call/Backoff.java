package io.serviceregistry.client.internal.call;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: a random time up to a bound that doubles with each attempt. Clients that fail
 * together do not come back together.
 *
 * <p>As thread-safe as its random generator.
 */
public final class Backoff {

    private static final int MAX_DOUBLINGS = 30; // keeps the shift far from overflow

    /**
     * How long waits may get.
     *
     * @param base the bound of the first wait
     * @param longest the bound of every wait
     */
    public record Bounds(Duration base, Duration longest) {
        public Bounds {
            if (base.isNegative() || base.isZero() || longest.compareTo(base) < 0) {
                throw new IllegalArgumentException(
                        "base: " + base + ", longest: " + longest + " (expected: 0 < base <= longest)");
            }
        }
    }

    private final long baseNanos;
    private final long maxNanos;
    private final RandomGenerator random;

    /** Waits within the bounds, as {@code random} would have it. */
    public Backoff(Bounds bounds, RandomGenerator random) {
        this.baseNanos = bounds.base().toNanos();
        this.maxNanos = bounds.longest().toNanos();
        this.random = random;
    }

    /** The wait after so many failures, 1 or more. */
    public long delayNanos(int failures) {
        return withinNanos(boundNanos(failures));
    }

    /** A wait of at most so long, which somebody else has set: 0 or more. */
    public long withinNanos(long longestNanos) {
        return random.nextLong(longestNanos + 1);
    }

    /** The longest wait after so many failures. */
    long boundNanos(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        long bound = baseNanos << doublings;
        boolean overflowed = bound >> doublings != baseNanos;
        return overflowed ? maxNanos : Math.min(maxNanos, bound);
    }
}
