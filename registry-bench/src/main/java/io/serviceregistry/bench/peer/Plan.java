package io.serviceregistry.bench.peer;

/**
 * How much is measured.
 *
 * @param rounds pairs of runs for each figure
 * @param firstWarmUpSeconds the same load before the first round of a figure
 * @param warmUpSeconds load before each run
 * @param measureSeconds each run
 * @param kills leaders killed of each system
 * @param instances what is there when heap and restarts are measured
 * @param restarts of a node of each system
 * @param seed of what is drawn by lot
 */
record Plan(
        int rounds,
        double firstWarmUpSeconds,
        double warmUpSeconds,
        double measureSeconds,
        int kills,
        int instances,
        int restarts,
        long seed) {
    /** Less than half an hour for all measures. */
    static Plan full(long seed) {
        return new Plan(5, 30, 1, 4, 20, 100_000, 5, seed);
    }

    /** About five minutes; for a look, not for the record. */
    static Plan quick(long seed) {
        return new Plan(3, 4, 0.5, 2, 5, 100_000, 1, seed);
    }
}
