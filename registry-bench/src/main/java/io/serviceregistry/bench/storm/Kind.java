package io.serviceregistry.bench.storm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A kind of fault. */
public interface Kind {
    /** Whom it is done to. */
    enum Reach {
        /** The leader. */
        LEADER,
        /** One node, whichever. */
        ONE,
        /** Any minority of the nodes. */
        MINORITY,
        /** All nodes. */
        ALL
    }

    /** What it is, for people. */
    String text();

    Reach reach();

    /** The only node that it can be done to; empty when any will do. */
    default Optional<String> only() {
        return Optional.empty();
    }

    /** Whether another may be done at the same time: not beside one of all nodes, nor where a node has to notice this one. */
    default boolean bearsCompany() {
        return reach() != Reach.ALL;
    }

    /**
     * Does it.
     *
     * @param victims nodes that all serve, as many as its reach says
     */
    Injury inflict(Ground ground, List<String> victims, RandomGenerator random);

    /** A time between two, drawn by lot. */
    static Duration between(long leastMillis, long mostMillis, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(leastMillis, mostMillis + 1));
    }
}
