package io.serviceregistry.node.membership;

/** How far a node is with a cluster. */
public enum Phase {
    /** Its data directory is empty: it has no part in any cluster, and has never voted. */
    NEW,
    /** It was there from the beginning. */
    FOUNDER,
    /** It was invited later. */
    JOINED,
    /** It was removed, for good. */
    REMOVED
}
