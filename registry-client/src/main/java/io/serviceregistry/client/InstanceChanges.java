package io.serviceregistry.client;

import java.util.List;

/**
 * All that changed from one state to a later one; it counts as one step.
 *
 * @param fromRevision the revision before
 * @param toRevision the revision after
 * @param coalesced false: every change, in order. True: what they come to, one event an instance at most; it happens to a
 *     reader that is far behind
 * @param events what happened
 */
public record InstanceChanges(long fromRevision, long toRevision, boolean coalesced, List<InstanceEvent> events) {

    public InstanceChanges {
        events = List.copyOf(events);
    }
}
