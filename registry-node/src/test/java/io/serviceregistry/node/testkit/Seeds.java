package io.serviceregistry.node.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;

/**
 * The seeds of a property: some that never change, so that two builds of one commit agree, and one that nobody has tried
 * yet. With {@code -Dseed=N} only N; with {@code -Dseeds=N} that many, for a long night. A failure names its seed and the command that repeats it.
 */
public final class Seeds {
    private Seeds() {}

    /** Checks a property with {@code fixed} seeds that never change and one fresh one. */
    public static void check(Class<?> test, int fixed, LongConsumer property) {
        for (long seed : seeds(fixed)) {
            try {
                property.accept(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError(
                        "seed " + seed + " broke it; to see it again: mvn test -pl registry-node -am"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=" + test.getSimpleName() + " -Dseed="
                                + seed,
                        failure);
            }
        }
    }

    /** Checks a property of a real cluster with one seed: threads and the network do what they like as well. */
    public static void checkOnCluster(Class<?> test, LongConsumer property) {
        long seed = Long.getLong("seed", new SplittableRandom().nextLong(1_000_000_000));
        try {
            property.accept(seed);
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "seed " + seed + " broke it; to do the same again: mvn verify -pl registry-node -am -Dtest=None"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dit.test="
                            + test.getSimpleName() + " -Dseed=" + seed,
                    failure);
        }
    }

    private static List<Long> seeds(int fixed) {
        String given = System.getProperty("seed");
        if (given != null) {
            return List.of(Long.parseLong(given));
        }
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= Integer.getInteger("seeds", fixed); seed++) {
            seeds.add(seed);
        }
        seeds.add(new SplittableRandom().nextLong(1_000_000_000));
        return seeds;
    }
}
