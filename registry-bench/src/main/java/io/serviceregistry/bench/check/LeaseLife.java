package io.serviceregistry.bench.check;

import java.util.ArrayList;
import java.util.List;

/**
 * What a holder did for one lease, and what it heard. Thread-safe; times are of the harness' monotonic clock.
 *
 * <p>A try counts as having reached the registry when it went out on an open connection to a node that no fault was
 * aimed at. Whether it was answered does not matter: that is the promise.
 */
public final class LeaseLife {
    /** Between a call here and its arrival there: scheduling on a busy machine. */
    static final long MARGIN_NANOS = 300_000_000;

    private final String key;
    private final long ttlNanos;
    private final List<Long> reached = new ArrayList<>();
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

    /** A renewal was sent, and reached a node connected to a majority as far as the harness knows. */
    public synchronized void reached(long callNanos) {
        reached.add(callNanos);
    }

    /** A renewal was answered: the lease ran on. */
    public synchronized void renewed(long callNanos) {
        renewals++;
        next(callNanos);
    }

    /** A renewal was answered: the lease had lapsed before it, or was not even known any more. */
    public synchronized void lapsed(long callNanos, String how) {
        if (keptTrying()) {
            violations.add(new Violation(
                    "NoEarlyExpiry",
                    key + " was " + how + " although its holder had tried "
                            + (reached.get(0) - renewedNanos) / 1_000_000 + " ms after its last renewal of a TTL of "
                            + ttlNanos / 1_000_000 + " ms"));
        } else {
            lapsesOwed++;
        }
        next(callNanos);
    }

    private boolean keptTrying() {
        return !reached.isEmpty() && reached.get(0) - renewedNanos <= ttlNanos - MARGIN_NANOS;
    }

    private void next(long callNanos) {
        renewedNanos = Math.max(renewedNanos, callNanos);
        reached.removeIf(call -> call <= renewedNanos);
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
