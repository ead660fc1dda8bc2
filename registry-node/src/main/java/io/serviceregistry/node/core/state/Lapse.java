package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.ServiceKey;

/**
 * A recent lapse, for the storm governor.
 *
 * @param countsUntilMillis one TTL after the lapse; while its service is held, it counts on
 * @param removed true once its instance was removed; it still counts as one of the service's
 */
public record Lapse(long leaseId, ServiceKey service, long countsUntilMillis, boolean removed)
        implements Fingerprint.Part {
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(leaseId).add(service).add(countsUntilMillis).add(removed);
    }
}
