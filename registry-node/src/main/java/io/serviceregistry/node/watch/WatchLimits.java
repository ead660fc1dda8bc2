package io.serviceregistry.node.watch;

/**
 * What watches may take of a node.
 *
 * @param maxChanges changes of instances that are kept
 * @param maxBytes what they take, roughly
 * @param maxWatches watches open at once
 * @param step what one of them is sent at once
 */
public record WatchLimits(int maxChanges, long maxBytes, int maxWatches, StepLimits step) {
    /** With the standard steps. */
    public WatchLimits(int maxChanges, long maxBytes, int maxWatches) {
        this(maxChanges, maxBytes, maxWatches, StepLimits.DEFAULT);
    }
}
