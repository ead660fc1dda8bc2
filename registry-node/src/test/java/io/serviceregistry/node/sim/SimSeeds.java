package io.serviceregistry.node.sim;

import java.util.stream.LongStream;

/** The seeds of a run, and how to see a failure again. */
final class SimSeeds {
    private SimSeeds() {}

    /** Fixed seeds from 1 on, so that two builds of one commit agree. */
    static long[] forRun(int count) {
        Long only = Long.getLong("seed");
        return only != null
                ? new long[] {only}
                : LongStream.rangeClosed(1, Integer.getInteger("seeds", count)).toArray();
    }

    /** Lives through a seed; a broken promise names it. */
    static SimWitness run(Class<?> simulation, long seed, SimBug bug) {
        return run(simulation, seed, new SimCluster(seed, bug));
    }

    /** Lives through a seed with a node whose state is damaged; how many entries later it was found, or a negative number. */
    static long runDamaged(Class<?> simulation, long seed) {
        SimCluster cluster = SimCluster.withDamage(seed);
        run(simulation, seed, cluster);
        return cluster.damage().foundAfterEntries();
    }

    private static SimWitness run(Class<?> simulation, long seed, SimCluster cluster) {
        try {
            return cluster.run();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "seed " + seed + ": " + failure.getMessage() + "; to see it again: mvn test -pl registry-node -am"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=" + simulation.getSimpleName()
                            + " -Dseed=" + seed,
                    failure);
        }
    }
}
