package io.serviceregistry.node.config;

import java.time.Duration;

/**
 * How leases are watched over.
 *
 * @param tick how often renewals are written and expiries looked at
 * @param grace the time after a change of leader in which no lease lapses that was alive before it; for the cluster
 */
public record LeaseConfig(Duration tick, Duration grace) {
    public LeaseConfig {
        Range.check("lease.tick", tick, "5ms", "500ms");
        Range.check("lease.grace", grace, "0ms", "5m");
    }
}
