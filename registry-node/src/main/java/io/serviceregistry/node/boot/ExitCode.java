package io.serviceregistry.node.boot;

/** How a node's process ends. */
public enum ExitCode {
    /** Stopped as asked. */
    OK(0),
    /** The command line is wrong. */
    USAGE(2),
    /** The configuration is wrong. */
    CONFIG(3),
    /** A port is busy. */
    PORT_BUSY(4),
    /** The data directory cannot be used: unwritable, in use, or of another node or cluster. */
    DATA_DIRECTORY(5),
    /** The node could not start for another reason. */
    START_FAILED(6),
    /** A fault: an invariant is broken, or the log cannot be written. A supervisor should start the node again. */
    FAULT(70),
    /** A stop took longer than its bound; what was acknowledged is on the disk. */
    STOP_TIMEOUT(71);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The process's exit code. */
    public int number() {
        return number;
    }
}
