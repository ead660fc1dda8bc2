package io.serviceregistry.node.core.model;

/**
 * How much of the log's language a cluster uses. The level is part of the replicated state and only ever rises, by a command that
 * the leader logs once all voters understand it: so all nodes change their ways at the same entry, whatever they run.
 */
public final class FeatureLevel {
    /** Where every cluster begins: what logs meant before there were levels. */
    public static final int FIRST = 1;

    /** Since this level overrides may be on services and zones. */
    public static final int WIDE_OVERRIDES = 2;

    /** The highest level that this version understands. A level is never given another meaning. */
    public static final int NEWEST = WIDE_OVERRIDES;

    private FeatureLevel() {}
}
