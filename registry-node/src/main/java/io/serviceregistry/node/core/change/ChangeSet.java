package io.serviceregistry.node.core.change;

import java.util.List;

/** Everything one command changed, as one step: all of it belongs to one revision. In the order of the keys. */
public record ChangeSet(long revision, long timeMillis, List<Change> changes) {
    public ChangeSet {
        changes = List.copyOf(changes);
    }
}
