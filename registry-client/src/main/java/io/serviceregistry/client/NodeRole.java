package io.serviceregistry.client;

/** What a node plays in the cluster. */
public enum NodeRole {
    /** Leads the current term. */
    LEADER,
    /** Follows a leader, or waits for one. */
    FOLLOWER,
    /** Stands for election. */
    CANDIDATE,
    /** Not serving yet, or not any more. */
    NOT_SERVING,
    /** A role that this library is too old to know. */
    UNRECOGNIZED
}
