package io.serviceregistry.node.membership;

import java.util.Comparator;

/**
 * Where a node was said to be.
 *
 * @param generation from 1; what is said later of a node is of a higher one
 */
public record AddressEntry(String nodeId, long generation, NodeAddresses addresses) {
    private static final Comparator<AddressEntry> BY_AGE =
            Comparator.comparingLong(AddressEntry::generation).thenComparing(AddressEntry::addresses);

    /** Whether this is to be believed rather than the other; of two of one generation everybody believes the same. */
    boolean isNewerThan(AddressEntry other) {
        return BY_AGE.compare(this, other) > 0;
    }
}
