package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.ServiceKey;

/**
 * Ends the storm governor's hold of a service.
 */
public record ReleaseHold(ServiceKey service) implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.releaseHold(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(10).add(service);
    }
}
