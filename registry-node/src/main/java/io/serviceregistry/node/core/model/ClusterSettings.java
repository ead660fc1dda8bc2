package io.serviceregistry.node.core.model;

/**
 * Settings that decide in apply. They travel in the log, so that every node decides alike whatever its own
 * configuration says.
 *
 * @param graceMillis the time after a change of leader in which no lease lapses that was alive before it
 * @param requestWindowMillis how long, at least, outcomes are kept for repeated requests
 * @param maxRememberedRequests the most clients and outcomes kept
 * @param stormPercent a service is held when more than this share of its instances lapse within a TTL; 100 turns it off
 * @param stormMinLapses a service is never held for fewer lapses
 * @param maxHoldMillis the longest hold
 */
public record ClusterSettings(
        long graceMillis,
        long requestWindowMillis,
        long maxRememberedRequests,
        long maxInstancesPerService,
        long maxInstances,
        int stormPercent,
        int stormMinLapses,
        long maxHoldMillis)
        implements Fingerprint.Part {
    public static final ClusterSettings DEFAULT =
            new ClusterSettings(5_000, 600_000, 1_000_000, 100_000, 1_000_000, 50, 5, 600_000);

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint
                .add(graceMillis)
                .add(requestWindowMillis)
                .add(maxRememberedRequests)
                .add(maxInstancesPerService)
                .add(maxInstances)
                .add(stormPercent)
                .add(stormMinLapses)
                .add(maxHoldMillis);
    }
}
