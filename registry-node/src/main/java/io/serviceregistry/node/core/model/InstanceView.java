package io.serviceregistry.node.core.model;

import org.jspecify.annotations.Nullable;

/**
 * An instance as readers see it.
 *
 * @param override the operator's word on it, if any
 * @param held true while the storm governor holds its service and it is one of those whose lapse made the storm
 */
public record InstanceView(Instance instance, @Nullable StatusOverride override, boolean held) {
    /** What callers should take it for. */
    public EffectiveStatus status() {
        return EffectiveStatus.of(instance, override);
    }

    /**
     * True when it belongs into healthy answers. A hold looks past the lapse and past nothing else: who is drained, down or
     * taken out by an operator does not come back because it fell silent.
     */
    public boolean answersAsHealthy() {
        return (held ? EffectiveStatus.ofAlive(instance, override) : status()).healthy();
    }
}
