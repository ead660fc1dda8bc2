package io.serviceregistry.client;

import java.util.List;
import java.util.Objects;

/**
 * How a {@link ServiceView} went from one snapshot to the next.
 *
 * @param previous what was known before
 * @param current what is known now
 * @param events what became of which instance. A list of the instances of {@code previous} becomes that of {@code current} by
 *     them. None, when it is only the source or the revision that changed. Where the registry told the whole instead of the
 *     changes, they are the difference, and the reason why one left is {@link ChangeReason#UNTOLD}
 */
public record ViewChange(ServiceSnapshot previous, ServiceSnapshot current, List<InstanceEvent> events) {

    public ViewChange {
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(current, "current");
        events = List.copyOf(events);
    }
}
