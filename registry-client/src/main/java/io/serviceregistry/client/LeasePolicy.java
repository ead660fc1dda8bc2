package io.serviceregistry.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long an instance stays when nobody renews its lease. Durations count whole milliseconds of registry time, which
 * stands still while the cluster cannot hear anybody.
 *
 * @param ttl the time without a renewal after which the lease lapses, 1 s to 24 h; null: no renewals are expected and
 *     the instance stays until it is deregistered
 * @param removeAfter the time from the lapse to the removal, 0 to 7 days; null: a lapsed instance is never removed
 */
public record LeasePolicy(@Nullable Duration ttl, @Nullable Duration removeAfter) {

    /** What an instance gets that asks for nothing: lapses after 15 s, is removed 60 s later. */
    public static final LeasePolicy DEFAULT = new LeasePolicy(Duration.ofSeconds(15), Duration.ofSeconds(60));

    public LeasePolicy {
        if (ttl != null && ttl.toMillis() <= 0) {
            throw new IllegalArgumentException("ttl: " + ttl + " (expected: > 0)");
        }
        if (removeAfter != null && removeAfter.isNegative()) {
            throw new IllegalArgumentException("removeAfter: " + removeAfter + " (expected: >= 0)");
        }
    }

    /** A lease of the given TTL, with the default time to its removal. */
    public static LeasePolicy ofTtl(Duration ttl) {
        return new LeasePolicy(ttl, DEFAULT.removeAfter);
    }

    /** A registration without renewals: it stays until it is deregistered. */
    public static LeasePolicy withoutTtl() {
        return new LeasePolicy(null, DEFAULT.removeAfter);
    }

    /** The same, removed so long after the lapse; {@code Duration.ZERO} removes at the lapse. */
    public LeasePolicy withRemoveAfter(Duration removeAfter) {
        return new LeasePolicy(ttl, removeAfter);
    }

    /** The same, never removed by itself. */
    public LeasePolicy withoutRemoval() {
        return new LeasePolicy(ttl, null);
    }
}
