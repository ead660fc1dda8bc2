package io.serviceregistry.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A simulation that cannot fail proves nothing: for each planted bug, some seed of a fixed range breaks its guarantee. */
class PlantedBugsSimulation {
    private static final long SEEDS = 100;

    @ParameterizedTest
    @EnumSource(value = SimBug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(SimBug bug) {
        Optional<Long> found = Optional.empty();
        for (long seed = 1; seed <= SEEDS && found.isEmpty(); seed++) {
            found = breaks(bug, seed) ? Optional.of(seed) : Optional.empty();
        }

        assertThat(found)
                .as("a seed below %d that breaks %s", SEEDS, bug.breaks())
                .isPresent();
    }

    private static boolean breaks(SimBug bug, long seed) {
        try {
            new SimCluster(seed, bug).run();
            return false;
        } catch (AssertionError broken) {
            assertThat(broken).hasMessageStartingWith(bug.breaks() + ':');
            return true;
        }
    }
}
