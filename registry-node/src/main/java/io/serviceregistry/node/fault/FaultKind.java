package io.serviceregistry.node.fault;

/** Why a node cannot go on, by what an operator would look at first. Each kind ends the process with a code of its own. */
public enum FaultKind {
    /** The program is wrong or met what it does not understand: a broken invariant, an entry it cannot decode, a dead thread. */
    BROKEN_INVARIANT,
    /** Stopping did not come to its end in time. */
    STOP_TIMEOUT,
    /** The log, term and vote, or a snapshot cannot be written or read, or the disk has been stuck beyond its limit. */
    DISK_FAILED,
    /** The Raft library has closed this node's member by itself. */
    RAFT_CLOSED,
    /** This node's member does not get where it must: a leader that never becomes ready, a member that never takes part. */
    NOT_LEADING,
    /** This node was removed from the cluster. */
    REMOVED,
    /** The cluster uses a feature level, or a command, that this version does not understand. */
    NEWER_LEVEL
}
