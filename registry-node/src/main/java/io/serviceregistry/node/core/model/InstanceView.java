package io.serviceregistry.node.core.model;

import org.jspecify.annotations.Nullable;

/**
 * An instance as readers see it.
 *
 * @param override the operator's word on it, if any
 * @param held true while it is lapsed and the storm governor keeps it in healthy answers
 */
public record InstanceView(Instance instance, @Nullable StatusOverride override, boolean held) {
    /** What callers should take it for. */
    public EffectiveStatus status() {
        return EffectiveStatus.of(instance, override);
    }

    /** True when it belongs into healthy answers. */
    public boolean answersAsHealthy() {
        return held || status().healthy();
    }
}
