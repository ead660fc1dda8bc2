package io.serviceregistry.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The promises of the registry, over clusters on bad days. More of them with {@code -Dseeds=N}, one with {@code -Dseed=X}. */
class RegistrySimulation {

    @Test
    void keepsItsPromisesOnBadDays() {
        for (long seed : SimSeeds.forRun(100)) {
            SimSeeds.run(RegistrySimulation.class, seed, SimBug.NONE);
        }
    }

    @Test
    void tellsTheSameStoryOfASeedTwice() {
        for (long seed = 1; seed <= 5; seed++) {
            SimWitness first = SimSeeds.run(RegistrySimulation.class, seed, SimBug.NONE);
            SimWitness second = SimSeeds.run(RegistrySimulation.class, seed, SimBug.NONE);

            assertThat(second).hasToString(first.toString());
        }
    }
}
