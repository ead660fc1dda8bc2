package io.serviceregistry.bench.storm;

import java.time.Duration;
import java.util.Optional;

/** One fault that was done and is to be undone. */
public interface Injury {
    /** How long it should last. */
    Duration lasts();

    /**
     * Undoes it.
     *
     * @return what the nodes did not do under it and should have; empty when all is as it should be
     */
    Optional<String> heal();

    /** One that lasts for a while and is undone by a few steps. */
    static Injury of(Duration lasts, Runnable undo) {
        return new Injury() {
            @Override
            public Duration lasts() {
                return lasts;
            }

            @Override
            public Optional<String> heal() {
                undo.run();
                return Optional.empty();
            }
        };
    }
}
