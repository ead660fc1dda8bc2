package io.serviceregistry.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an {@link InstanceWatch} stands.
 *
 * <p>What it has seen stays there in every state: a watch that hears nobody serves what it knows.
 */
public sealed interface WatchState {

    /** Whether the state never changes again. */
    default boolean isFinal() {
        return false;
    }

    /**
     * No node tells it anything, or not enough yet; trying, for as long as it takes.
     *
     * @param since when it lost its node, or was begun, by this machine's wall clock, for people
     * @param cause why the last attempt ended; null before the first end
     */
    record Connecting(Instant since, @Nullable RegistryException cause) implements WatchState {}

    /**
     * It has a state, and hears of every change.
     *
     * @param node the address of the node that tells it
     */
    record Following(String node) implements WatchState {}

    /**
     * The registry refuses the query for good.
     *
     * @param cause what the registry said
     */
    record Rejected(RegistryException cause) implements WatchState {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** Closed by its owner. */
    record Closed() implements WatchState {
        @Override
        public boolean isFinal() {
            return true;
        }
    }
}
