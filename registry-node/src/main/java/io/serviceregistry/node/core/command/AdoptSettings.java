package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Fingerprint;

/**
 * Takes over the leader's settings, so that every node decides by the same ones.
 */
public record AdoptSettings(ClusterSettings settings) implements Command {
    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.adoptSettings(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(7).add(settings);
    }
}
