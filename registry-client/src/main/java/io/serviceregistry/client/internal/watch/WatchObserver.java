package io.serviceregistry.client.internal.watch;

import io.serviceregistry.client.WatchState;

/** Hears what a watch sees, in order, on the scheduler's thread. Must not block. */
public interface WatchObserver {

    /** All that matches was told anew. */
    void synced(WatchStep.Synced step);

    /** Something changed. */
    void changed(WatchStep.Changed step);

    /** The state of the watch changed. */
    void stateChanged(WatchState previous, WatchState current);
}
