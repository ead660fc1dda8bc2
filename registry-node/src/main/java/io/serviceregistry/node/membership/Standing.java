package io.serviceregistry.node.membership;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who a node is, as it introduces itself to others.
 *
 * @param configured the ids of the members in its configuration: with whom it would found a cluster
 */
public record Standing(String nodeId, SortedSet<String> configured, MembershipRecord record) {
    public Standing {
        configured = Collections.unmodifiableSortedSet(new TreeSet<>(configured));
    }

    /** With the ids in whatever order. */
    public static Standing of(String nodeId, Collection<String> configured, MembershipRecord record) {
        return new Standing(nodeId, new TreeSet<>(configured), record);
    }
}
