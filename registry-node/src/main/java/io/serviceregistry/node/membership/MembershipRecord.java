package io.serviceregistry.node.membership;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a data directory says of its node's part in the cluster.
 *
 * @param incarnation the random name of the directory: a node whose directory was lost has another one
 * @param founders the nodes that founded the cluster, each with its incarnation then; empty while new, and never changed
 */
public record MembershipRecord(String incarnation, Phase phase, SortedMap<String, String> founders) {
    public MembershipRecord {
        founders = Collections.unmodifiableSortedMap(new TreeMap<>(founders));
    }

    /** Of a directory that has just been made. */
    public static MembershipRecord fresh(String incarnation) {
        return new MembershipRecord(incarnation, Phase.NEW, new TreeMap<>());
    }

    /** One of those who found the cluster. */
    public MembershipRecord founding(Map<String, String> founders) {
        return new MembershipRecord(incarnation, Phase.FOUNDER, new TreeMap<>(founders));
    }

    /** Invited to a cluster that others have founded. */
    public MembershipRecord joining(Map<String, String> founders) {
        return new MembershipRecord(incarnation, Phase.JOINED, new TreeMap<>(founders));
    }

    /** Removed from the cluster. */
    public MembershipRecord removed() {
        return new MembershipRecord(incarnation, Phase.REMOVED, founders);
    }
}
