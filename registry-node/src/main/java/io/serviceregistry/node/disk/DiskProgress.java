package io.serviceregistry.node.disk;

/**
 * How far a node's disk has come, as counted by those who write to it. What was begun and is not done yet waits for the disk.
 *
 * @param logAppended the index of the last entry given to the log; lower than before when entries were cut off
 * @param logFlushed the index up to which the log is on the disk
 * @param votesBegun how often term and vote were to be written
 * @param votesWritten how often they are on the disk
 */
public record DiskProgress(long logAppended, long logFlushed, long votesBegun, long votesWritten) {
    /** Nothing was given to it. */
    public static final DiskProgress NONE = new DiskProgress(0, 0, 0, 0);
}
