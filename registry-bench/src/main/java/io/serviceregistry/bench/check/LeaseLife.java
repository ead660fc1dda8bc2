package io.serviceregistry.bench.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a holder did for one lease, and what it heard. Thread-safe; times are of the harness' monotonic clock.
 *
 * <p>The promise is to a holder of whose renewals one reaches a healthy node within every TTL, answered well or not. So a
 * try counts when a healthy node answered it, were it with a failure: one that was only sent may have waited in front of a
 * node that had no time to take it in, or died with one.
 */
public final class LeaseLife {
    /** Between the arrival of a renewal at a node and its place in the log, on a busy machine. */
    static final long MARGIN_NANOS = 300_000_000;

    /** A renewal that arrived between these moments. */
    private record Try(long callNanos, long answeredNanos) {}

    private final String key;
    private final long ttlNanos;
    private final List<Try> reached = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private long renewedNanos;
    private long renewals;
    private long lapsesOwed;

    /**
     * The life of a lease from its grant.
     *
     * @param grantedNanos not after the grant: when the registration was first sent
     */
    public LeaseLife(String key, long ttlNanos, long grantedNanos) {
        this.key = key;
        this.ttlNanos = ttlNanos;
        this.renewedNanos = grantedNanos;
    }

    /** A renewal reached a node connected to a majority, as far as the harness knows: that node answered, whatever it said. */
    public synchronized void reached(long callNanos, long answeredNanos) {
        if (callNanos > renewedNanos) {
            reached.add(new Try(callNanos, answeredNanos));
        }
    }

    /** A renewal was answered: the lease ran on. */
    public synchronized void renewed(long callNanos) {
        renewals++;
        next(callNanos);
    }

    /** A renewal was answered: the lease had lapsed before it, or was not even known any more. */
    public synchronized void lapsed(long callNanos, long answeredNanos, String how) {
        if (keptTrying(answeredNanos)) {
            violations.add(new Violation(
                    "NoEarlyExpiry",
                    key + " was " + how + ", as its holder heard " + sinceRenewal(answeredNanos)
                            + " ms after its last renewal of a TTL of " + ttlNanos / 1_000_000
                            + " ms, although renewals had reached healthy nodes after "
                            + reached.stream()
                                    .map(each -> sinceRenewal(each.callNanos()) + " to "
                                            + sinceRenewal(each.answeredNanos()) + " ms")
                                    .toList()));
        } else {
            lapsesOwed++;
        }
        next(callNanos);
    }

    private long sinceRenewal(long nanos) {
        return (nanos - renewedNanos) / 1_000_000;
    }

    /** From its last renewal until this moment never a TTL without a renewal that arrived, whenever within its bounds. */
    private boolean keptTrying(long untilNanos) {
        long arrivedNanos = renewedNanos;
        for (Try each : reached.stream()
                .sorted(Comparator.comparingLong(Try::callNanos).thenComparingLong(Try::answeredNanos))
                .toList()) {
            if (each.answeredNanos() - arrivedNanos <= ttlNanos - MARGIN_NANOS) {
                arrivedNanos = each.callNanos();
            }
        }
        return untilNanos - arrivedNanos <= ttlNanos - MARGIN_NANOS;
    }

    private void next(long callNanos) {
        renewedNanos = Math.max(renewedNanos, callNanos);
        reached.removeIf(each -> each.callNanos() <= renewedNanos);
    }

    /** How many renewals were answered. */
    public synchronized long renewals() {
        return renewals;
    }

    /** How many times it lapsed because its holder was late. */
    public synchronized long lapsesOwed() {
        return lapsesOwed;
    }

    /** The lapses that should not have been. */
    public synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }
}
