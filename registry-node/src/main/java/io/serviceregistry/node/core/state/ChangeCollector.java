package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what one command changes. The first mention of an instance keeps what it was; at the end each is looked at
 * once more, so that several steps of one command become one change.
 */
final class ChangeCollector {
    private record Touched(@Nullable InstanceView before, ChangeReason reason) {}

    private final SortedMap<InstanceKey, Touched> touched = new TreeMap<>();

    /** Notes that an instance is about to change; {@code before} is null when it is not there. */
    void touch(InstanceKey key, @Nullable InstanceView before, ChangeReason reason) {
        Touched first = touched.get(key);
        if (first == null) {
            touched.put(key, new Touched(before, reason));
        } else if (reason != ChangeReason.HELD) {
            touched.put(key, new Touched(first.before(), reason));
        }
    }

    boolean isEmpty() {
        return touched.isEmpty();
    }

    /** The changes, given what each touched instance is now. */
    ChangeSet changes(long revision, long timeMillis, Function<InstanceKey, @Nullable InstanceView> now) {
        List<Change> changes = new ArrayList<>(touched.size());
        for (Map.Entry<InstanceKey, Touched> entry : touched.entrySet()) {
            InstanceKey key = entry.getKey();
            changes.add(new Change(
                    key,
                    entry.getValue().before(),
                    now.apply(key),
                    entry.getValue().reason()));
        }
        return new ChangeSet(revision, timeMillis, changes);
    }
}
