package io.serviceregistry.client;

/** Hears what becomes of a {@link ServiceView}, one call at a time, in order. What it throws is logged. */
public interface ViewListener {

    /** The view has another snapshot. */
    default void changed(ViewChange change) {}

    /** The view has found or lost the registry. */
    default void stateChanged(WatchState previous, WatchState current) {}
}
