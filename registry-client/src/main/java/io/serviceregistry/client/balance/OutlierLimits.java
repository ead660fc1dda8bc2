package io.serviceregistry.client.balance;

import java.time.Duration;
import java.util.Objects;

/**
 * When {@link OutlierEjection} leaves an instance out, for how long, and how many at most.
 *
 * @param consecutiveFailures so many failed calls in a row eject it, 1 or more
 * @param base how long the first time
 * @param longest the longest; each time in a row is twice as long as the one before, up to this
 * @param maxShare the largest share of the instances that is left out at the same time, 0 to 1; one always stays
 */
public record OutlierLimits(int consecutiveFailures, Duration base, Duration longest, double maxShare) {

    private static final int MAX_DOUBLINGS = 30; // keeps the shift far from overflow
    private static final Duration MAX_TIME = Duration.ofDays(1); // longer is for operators: overrides

    /**
     * Five in a row, ten seconds up to five minutes, half of the instances: Envoy's figures, but for the share, which is a tenth
     * there. In a service of three that would never leave one out.
     */
    public static final OutlierLimits DEFAULT =
            new OutlierLimits(5, Duration.ofSeconds(10), Duration.ofMinutes(5), 0.5);

    public OutlierLimits {
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(longest, "longest");
        if (consecutiveFailures < 1) {
            throw new IllegalArgumentException("consecutiveFailures: " + consecutiveFailures + " (expected: >= 1)");
        }
        if (base.isNegative() || base.isZero() || longest.compareTo(base) < 0 || longest.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException(
                    "base: " + base + ", longest: " + longest + " (expected: 0 < base <= longest <= " + MAX_TIME + ')');
        }
        if (!(maxShare >= 0 && maxShare <= 1)) {
            throw new IllegalArgumentException("maxShare: " + maxShare + " (expected: 0..1)");
        }
    }

    /** With so many failed calls in a row. */
    public OutlierLimits withConsecutiveFailures(int consecutiveFailures) {
        return new OutlierLimits(consecutiveFailures, base, longest, maxShare);
    }

    /** With these times. */
    public OutlierLimits withTimes(Duration base, Duration longest) {
        return new OutlierLimits(consecutiveFailures, base, longest, maxShare);
    }

    /** With this share. */
    public OutlierLimits withMaxShare(double maxShare) {
        return new OutlierLimits(consecutiveFailures, base, longest, maxShare);
    }

    /** How long the ejection with this number lasts, counted from 1. */
    long ejectionNanos(int number) {
        int doublings = Math.min(number - 1, MAX_DOUBLINGS);
        long time = base.toNanos() << doublings;
        boolean overflowed = time >> doublings != base.toNanos();
        return overflowed ? longest.toNanos() : Math.min(longest.toNanos(), time);
    }

    /** How many of so many instances may be left out. */
    int most(int instances) {
        return Math.max(0, Math.min((int) (instances * maxShare), instances - 1));
    }
}
