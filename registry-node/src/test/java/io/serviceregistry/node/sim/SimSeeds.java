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
        try {
            return new SimCluster(seed, bug).run();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "seed " + seed + ": " + failure.getMessage() + "; to see it again: mvn test -pl registry-node -am"
                            + " -Dsurefire.failIfNoSpecifiedTests=false -Dtest=" + simulation.getSimpleName()
                            + " -Dseed=" + seed,
                    failure);
        }
    }
}
