package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.InstanceKey;

/**
 * Removes an instance.
 *
 * @param leaseId the lease that must hold it; {@link UpdateInstance#ANY} accepts every one
 */
public record DeregisterInstance(InstanceKey key, long leaseId) implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.deregister(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(4).add(key).add(leaseId);
    }
}
