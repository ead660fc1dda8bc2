package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.ServiceKey;

/** A service that the storm governor holds until a registry time, at the latest. */
public record Hold(ServiceKey service, long untilMillis) implements Fingerprint.Part {
    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(service).add(untilMillis);
    }
}
