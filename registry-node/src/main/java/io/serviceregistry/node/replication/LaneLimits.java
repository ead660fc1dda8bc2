package io.serviceregistry.node.replication;

/**
 * How much may wait in each lane.
 *
 * @param commands the most commands
 * @param bytes the most bytes of commands
 */
public record LaneLimits(int commands, long bytes) {
    /** About a second of work at the highest rates measured for one group of a Raft log. */
    public static final LaneLimits DEFAULT = new LaneLimits(20_000, 32L << 20);

    public LaneLimits {
        if (commands < 1) {
            throw new IllegalArgumentException("commands: " + commands + " (expected: >= 1)");
        }
        if (bytes < 1 << 20) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1048576)");
        }
    }
}
