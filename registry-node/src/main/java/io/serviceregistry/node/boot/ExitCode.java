package io.serviceregistry.node.boot;

import io.serviceregistry.node.fault.FaultKind;

/** How a node's process ends. The JVM itself uses 1, 3 (out of memory) and 128 plus a signal: not used here. */
public enum ExitCode {
    /** Stopped as asked. */
    OK(0),
    /** The command line is wrong. */
    USAGE(2),
    /** The configuration is wrong. */
    CONFIG(10),
    /** A port is busy. */
    PORT_BUSY(11),
    /** The data directory cannot be used: unwritable, in use, or of another node or cluster. */
    DATA_DIRECTORY(12),
    /** The node could not start for another reason. */
    START_FAILED(13),
    /** A backup cannot be restored: damaged, of the same cluster, or of a format that this version does not know. */
    BACKUP_REFUSED(14),
    /** A member of the cluster that a backup is of still runs where it was. */
    OLD_CLUSTER_RUNS(15),
    /** A broken invariant: an exception in apply, an entry that cannot be decoded, a thread that died. */
    FAULT(70),
    /** A stop took longer than its bound; what was acknowledged is on the disk. */
    STOP_TIMEOUT(71),
    /** The log, term and vote, or a snapshot cannot be written or read, or the disk was stuck beyond its limit. */
    DISK_FAILED(72),
    /** Ratis closed this node's member by itself. */
    RAFT_CLOSED(73),
    /** A leader that did not become ready in time, or a member that never took part. */
    NOT_LEADING(74),
    /** The node was removed from the cluster; started again on the same data directory it ends at once in the same way. */
    REMOVED(75),
    /** The cluster, or the data directory, is at a feature level that this version does not understand. */
    NEWER_LEVEL(76);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** How a process ends that has met such a fault. */
    static ExitCode of(FaultKind kind) {
        return switch (kind) {
            case BROKEN_INVARIANT -> FAULT;
            case STOP_TIMEOUT -> STOP_TIMEOUT;
            case DISK_FAILED -> DISK_FAILED;
            case RAFT_CLOSED -> RAFT_CLOSED;
            case NOT_LEADING -> NOT_LEADING;
            case REMOVED -> REMOVED;
            case NEWER_LEVEL -> NEWER_LEVEL;
        };
    }

    /** The process's exit code. */
    public int number() {
        return number;
    }
}
