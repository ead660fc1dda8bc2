package io.serviceregistry.bench.visibility;

import io.serviceregistry.bench.load.Phases;

/**
 * How much is measured.
 *
 * @param callsPerSecond registrations, and echoes just as many
 * @param phases of the registrations
 * @param pollEvery of so many registrations one is looked for with local reads
 * @param lapses instances that die and are measured; a quarter as many die before that, to warm up
 */
record VisibilityPlan(double callsPerSecond, Phases phases, int pollEvery, int lapses) {
    VisibilityPlan {
        if (!(callsPerSecond > 0) || pollEvery < 1 || lapses < 0) {
            throw new IllegalArgumentException("callsPerSecond, pollEvery, lapses: " + callsPerSecond + ", " + pollEvery
                    + ", " + lapses + " (expected: > 0, >= 1 and >= 0)");
        }
    }

    /** Registrations that warm up. */
    long warmUpCalls() {
        return Math.round(phases.warmUp().toNanos() / 1e9 * callsPerSecond);
    }

    /** Registrations in all. */
    long calls() {
        return Math.round(phases.total().toNanos() / 1e9 * callsPerSecond);
    }

    /** Deaths that warm up. */
    int warmUpLapses() {
        return lapses / 4;
    }
}
