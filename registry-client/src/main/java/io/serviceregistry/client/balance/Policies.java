package io.serviceregistry.client.balance;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * The policies that come with the library.
 *
 * <p>All begin at random. Processes that start together, or hear of a change together, would otherwise all call the same
 * instance first. A generator that is handed in must be thread-safe when the balancer is used by several threads.
 */
public final class Policies {

    /** Of the thread that asks, so that threads do not wait for each other. */
    private static final RandomGenerator OF_THE_THREAD =
            () -> ThreadLocalRandom.current().nextLong();

    private Policies() {}

    /** One after the other, whatever their weights: while the candidates stay the same, all get the same number of calls. */
    public static PickPolicy roundRobin() {
        return roundRobin(OF_THE_THREAD);
    }

    /** The same, beginning as {@code random} would have it. */
    public static PickPolicy roundRobin(RandomGenerator random) {
        return candidates -> new RoundRobin(candidates, random.nextInt(candidates.size()));
    }

    /** Any of them, whatever their weights. */
    public static PickPolicy random() {
        return random(OF_THE_THREAD);
    }

    /** The same, as {@code random} would have it. */
    public static PickPolicy random(RandomGenerator random) {
        return candidates -> () -> candidates.get(random.nextInt(candidates.size()));
    }

    /** In turns, each as often as its weight says: {@link WeightedRoundRobin}. */
    public static PickPolicy weighted() {
        return weighted(OF_THE_THREAD);
    }

    /** The same, beginning as {@code random} would have it. */
    public static PickPolicy weighted(RandomGenerator random) {
        return candidates -> new WeightedRoundRobin(candidates, random);
    }

    /**
     * The less busy of two that are chosen at random, by weight: {@link LeastOutstanding}. For calls of which some take much
     * longer than others, and for instances of which some are slower: what is slow, or hangs, has more in flight and gets less.
     * An instance that fails at once has little in flight and gets more, so add {@link OutlierEjection}.
     */
    public static PickPolicy leastOutstanding() {
        return leastOutstanding(OF_THE_THREAD);
    }

    /** The same, as {@code random} would have it. */
    public static PickPolicy leastOutstanding(RandomGenerator random) {
        return candidates -> new LeastOutstanding(candidates, random);
    }
}
