package io.serviceregistry.node.core.model;

/**
 * A promise of liveness, granted by one registration.
 *
 * @param id counted by the state, never reused: the fencing token
 * @param ttlMillis the TTL; {@link InstanceSpec#NO_TTL} when no renewals are expected
 * @param deadlineMillis the registry time of the last renewal plus the TTL; {@link #NO_DEADLINE} without a TTL
 * @param renewals how many renewals it had, so that an expiry can name the one it saw
 */
public record Lease(long id, InstanceKey key, long ttlMillis, long deadlineMillis, long renewals)
        implements Fingerprint.Part {
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** A new lease. */
    public static Lease granted(long id, InstanceKey key, long ttlMillis, long nowMillis) {
        return new Lease(id, key, ttlMillis, deadline(ttlMillis, nowMillis), 0);
    }

    /** The same lease for another TTL. */
    public Lease renewed(long nowMillis) {
        return new Lease(id, key, ttlMillis, deadline(ttlMillis, nowMillis), renewals + 1);
    }

    /**
     * The earliest registry time at which it may lapse: its deadline, or later while a new leader's grace runs, but never
     * more than one TTL later, so that a string of leader changes cannot keep the dead for ever.
     */
    public long lapsesAtMillis(long graceUntilMillis) {
        if (deadlineMillis == NO_DEADLINE) {
            return NO_DEADLINE;
        }
        return Math.max(deadlineMillis, Math.min(graceUntilMillis, deadlineMillis + ttlMillis));
    }

    private static long deadline(long ttlMillis, long nowMillis) {
        return ttlMillis == InstanceSpec.NO_TTL ? NO_DEADLINE : nowMillis + ttlMillis;
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(id).add(key).add(ttlMillis).add(deadlineMillis).add(renewals);
    }
}
