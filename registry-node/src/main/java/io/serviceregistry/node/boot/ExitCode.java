package io.serviceregistry.node.boot;

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
