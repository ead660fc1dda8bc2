package io.serviceregistry.node.core.model;

import org.jspecify.annotations.Nullable;

/** What callers should take an instance for. Declared from the best to the worst: an override can only go down this list. */
public enum EffectiveStatus {
    UP,
    WARN,
    STARTING,
    DRAINING,
    OUT_OF_SERVICE,
    DOWN,
    LAPSED;

    /** True when callers should call it. */
    public boolean healthy() {
        return this == UP || this == WARN;
    }

    /**
     * The one status of an instance: a lapse counts most and nothing hides it; then what the instance reports and its
     * checks say, lowered by the operator's override.
     */
    public static EffectiveStatus of(Instance instance, @Nullable StatusOverride override) {
        return instance.lapsed() ? LAPSED : ofAlive(instance, override);
    }

    /** The status an instance has, or had if it were not lapsed. */
    static EffectiveStatus ofAlive(Instance instance, @Nullable StatusOverride override) {
        EffectiveStatus own = ofOwner(instance.spec());
        return override == null ? own : worse(own, override.status().effective());
    }

    private static EffectiveStatus ofOwner(InstanceSpec spec) {
        CheckStatus worst = CheckStatus.PASSING;
        for (Check check : spec.checks()) {
            worst = check.status().compareTo(worst) > 0 ? check.status() : worst;
        }
        if (worst == CheckStatus.CRITICAL) {
            return DOWN;
        }
        EffectiveStatus reported = spec.status().effective();
        return reported == UP && worst == CheckStatus.WARNING ? WARN : reported;
    }

    private static EffectiveStatus worse(EffectiveStatus a, EffectiveStatus b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
