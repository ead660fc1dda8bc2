package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.StatusOverride;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/** Operators' words on instances. They stay when instances come and go. */
final class Overrides {
    private static final int OVERRIDE = 10;

    private final Table<InstanceKey, StatusOverride> overrides;

    Overrides(TreePMap<InstanceKey, StatusOverride> overrides) {
        this.overrides = new Table<>(OVERRIDE, overrides);
    }

    @Nullable
    StatusOverride find(InstanceKey key) {
        return overrides.find(key);
    }

    void put(StatusOverride override) {
        overrides.put(override.key(), override);
    }

    void remove(InstanceKey key) {
        overrides.remove(key);
    }

    int size() {
        return overrides.size();
    }

    /** The overrides whose time has come. */
    List<StatusOverride> due(long nowMillis) {
        return overrides.map().values().stream()
                .filter(override -> override.endedAt(nowMillis))
                .toList();
    }

    TreePMap<InstanceKey, StatusOverride> map() {
        return overrides.map();
    }

    long sum() {
        return overrides.sum();
    }
}
