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
 * @param restored the fingerprint of the state that the directory was restored to from a backup; {@link #NOT_RESTORED} when the
 *     node began, or will begin, with nothing. Never changes
 */
public record MembershipRecord(String incarnation, Phase phase, SortedMap<String, String> founders, String restored) {
    public static final String NOT_RESTORED = "";

    public MembershipRecord {
        founders = Collections.unmodifiableSortedMap(new TreeMap<>(founders));
    }

    /** Of a directory that began with nothing. */
    public MembershipRecord(String incarnation, Phase phase, SortedMap<String, String> founders) {
        this(incarnation, phase, founders, NOT_RESTORED);
    }

    /** Of a directory that was restored just now. */
    public static MembershipRecord restored(String incarnation, String fingerprint) {
        return new MembershipRecord(incarnation, Phase.NEW, new TreeMap<>(), fingerprint);
    }

    /** True when the directory was restored from a backup. */
    public boolean isRestored() {
        return !restored.equals(NOT_RESTORED);
    }

    /** Of a directory that has just been made. */
    public static MembershipRecord fresh(String incarnation) {
        return new MembershipRecord(incarnation, Phase.NEW, new TreeMap<>());
    }

    /** One of those who found the cluster. */
    public MembershipRecord founding(Map<String, String> founders) {
        return new MembershipRecord(incarnation, Phase.FOUNDER, new TreeMap<>(founders), restored);
    }

    /** Invited to a cluster that others have founded. */
    public MembershipRecord joining(Map<String, String> founders) {
        return new MembershipRecord(incarnation, Phase.JOINED, new TreeMap<>(founders), restored);
    }

    /** Removed from the cluster. */
    public MembershipRecord removed() {
        return new MembershipRecord(incarnation, Phase.REMOVED, founders, restored);
    }
}
