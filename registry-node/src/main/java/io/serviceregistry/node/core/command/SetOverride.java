package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.Status;

/**
 * Sets or replaces the override of an instance, registered or not.
 *
 * @param expiresAfterMillis the time until it ends by itself; 0 means never
 */
public record SetOverride(InstanceKey key, Status status, String reason, String owner, long expiresAfterMillis)
        implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.setOverride(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(8).add(key).add(status.number()).add(reason).add(owner).add(expiresAfterMillis);
    }
}
