package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.OverrideScope;

/**
 * Lifts the override of a scope; those of other scopes that its instances are in stay.
 */
public record ClearOverride(OverrideScope scope) implements Command {
    @Override
    public int requiredLevel() {
        return scope.isWide() ? FeatureLevel.WIDE_OVERRIDES : FeatureLevel.FIRST;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.clearOverride(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(9).add(scope);
    }
}
