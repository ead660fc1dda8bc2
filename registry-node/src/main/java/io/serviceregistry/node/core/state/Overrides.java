package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.StatusOverride;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/** Operators' words on instances, services and zones. They stay when instances come and go. */
final class Overrides {
    /**
     * The most that are on services and zones. Part of what the feature level means, as all nodes must refuse the same: another
     * number needs another level.
     */
    static final int MAX_WIDE = 1_000;

    private static final int OVERRIDE = 10;

    private final Table<OverrideScope, StatusOverride> overrides;
    private int wide;

    Overrides(TreePMap<OverrideScope, StatusOverride> overrides) {
        this.overrides = new Table<>(OVERRIDE, overrides);
        this.wide =
                (int) overrides.keySet().stream().filter(OverrideScope::isWide).count();
    }

    @Nullable
    StatusOverride find(OverrideScope scope) {
        return overrides.find(scope);
    }

    /** The one that holds for an instance. */
    @Nullable
    StatusOverride holding(InstanceSpec spec) {
        return StatusOverride.holding(overrides.map(), spec);
    }

    void put(StatusOverride override) {
        if (override.scope().isWide() && find(override.scope()) == null) {
            wide++;
        }
        overrides.put(override.scope(), override);
    }

    void remove(OverrideScope scope) {
        if (scope.isWide() && find(scope) != null) {
            wide--;
        }
        overrides.remove(scope);
    }

    /** How many are on one instance each. */
    int narrow() {
        return overrides.size() - wide;
    }

    /** How many are on services and zones. */
    int wide() {
        return wide;
    }

    /** The overrides whose time has come. */
    List<StatusOverride> due(long nowMillis) {
        return overrides.map().values().stream()
                .filter(override -> override.endedAt(nowMillis))
                .toList();
    }

    TreePMap<OverrideScope, StatusOverride> map() {
        return overrides.map();
    }

    long sum() {
        return overrides.sum();
    }
}
