package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.Status;

/**
 * Sets or replaces the override of a scope, whether anything is registered there or not.
 *
 * @param expiresAfterMillis the time until it ends by itself; 0 means never
 */
public record SetOverride(OverrideScope scope, Status status, String reason, String owner, long expiresAfterMillis)
        implements Command {
    @Override
    public int requiredLevel() {
        return scope.isWide() ? FeatureLevel.WIDE_OVERRIDES : FeatureLevel.FIRST;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.setOverride(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint
                .add(8)
                .add(scope)
                .add(status.number())
                .add(reason)
                .add(owner)
                .add(expiresAfterMillis);
    }
}
