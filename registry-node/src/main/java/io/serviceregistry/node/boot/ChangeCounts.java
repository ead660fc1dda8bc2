package io.serviceregistry.node.boot;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.model.ChangeReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many instances changed, and why, since this process began to apply. Thread-safe. */
final class ChangeCounts {
    private final Map<ChangeReason, LongAdder> byReason = new EnumMap<>(ChangeReason.class);

    ChangeCounts() {
        for (ChangeReason reason : ChangeReason.values()) {
            byReason.put(reason, new LongAdder());
        }
    }

    void count(ChangeSet changes) {
        for (Change change : changes.changes()) {
            counted(change.reason()).increment();
        }
    }

    long of(ChangeReason reason) {
        return counted(reason).sum();
    }

    private LongAdder counted(ChangeReason reason) {
        return Objects.requireNonNull(byReason.get(reason));
    }
}
