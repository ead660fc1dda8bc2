package io.serviceregistry.node.sim;

import org.junit.jupiter.api.Test;

/** The promises of the registry, over clusters on bad days. More of them with {@code -Dseeds=N}, one with {@code -Dseed=X}. */
class RegistrySimulation {

    @Test
    void keepsItsPromisesOnBadDays() {
        for (long seed : SimSeeds.forRun(100)) {
            SimSeeds.run(RegistrySimulation.class, seed, SimBug.NONE);
        }
    }
}
