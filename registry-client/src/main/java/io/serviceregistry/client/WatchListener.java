package io.serviceregistry.client;

/**
 * Hears what an {@link InstanceWatch} sees. Called on one thread of the client, one call at a time, in order; a listener that
 * blocks delays later calls to listeners and nothing else. What it throws is logged.
 */
public interface WatchListener {

    /**
     * All that matches was told anew: at the beginning, and when changes do not lead from what was known to what is.
     *
     * @param previous what was known before
     * @param current what is known now
     */
    default void synced(WatchedInstances previous, WatchedInstances current) {}

    /**
     * Something changed.
     *
     * @param changes what
     * @param current what is known now
     */
    default void changed(InstanceChanges changes, WatchedInstances current) {}

    /** The state of the watch changed. */
    default void stateChanged(WatchState previous, WatchState current) {}
}
