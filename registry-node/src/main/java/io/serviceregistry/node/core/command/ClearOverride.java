package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.InstanceKey;

/**
 * Lifts the override of an instance.
 */
public record ClearOverride(InstanceKey key) implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.clearOverride(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(9).add(key);
    }
}
