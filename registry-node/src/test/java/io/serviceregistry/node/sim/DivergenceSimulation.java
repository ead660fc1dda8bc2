package io.serviceregistry.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A node whose state is damaged, in clusters on bad days: it is found and serves nobody, and every other promise holds. */
class DivergenceSimulation {
    private static final int SEEDS = 60;

    @Test
    void aDamagedNodeIsFoundAndServesNobodyAndTheOthersGoOn() {
        List<Long> foundAfter = new ArrayList<>();
        for (long seed : SimSeeds.forRun(SEEDS)) {
            long entries = SimSeeds.runDamaged(DivergenceSimulation.class, seed);
            if (entries >= 0) {
                foundAfter.add(entries);
            }
        }
        assertThat(foundAfter)
                .as("entries until a damaged node was found, which did not die before")
                .hasSizeGreaterThan(SimSeeds.forRun(SEEDS).length / 2);
    }
}
