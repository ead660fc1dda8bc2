package io.serviceregistry.node.sim;

import io.serviceregistry.node.testkit.PlantedBugs;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A simulation that cannot fail proves nothing: for each planted bug, some seed of a fixed range breaks a promise that it must
 * break, and without the bug does not.
 */
@Tag("planted-bugs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedBugsSimulation {
    private static final int SEEDS = 300;

    private final PlantedBugs found = new PlantedBugs("simulated cluster");

    @ParameterizedTest
    @MethodSource("bugs")
    void isFound(SimBug bug) {
        found.mustBeFound(bug.what(), bug.breaks(), SEEDS, seed -> run(seed, bug), seed -> run(seed, SimBug.NONE));
    }

    @ParameterizedTest
    @MethodSource("controls")
    void nothingIsFoundInWhatIsSound(SimBug control) {
        found.mustBeClean(control.what(), 20, seed -> run(seed, control));
    }

    @AfterAll
    void tell() {
        found.tell();
    }

    private static void run(long seed, SimBug bug) {
        new SimCluster(seed, bug).run();
    }

    private static Stream<SimBug> bugs() {
        return Arrays.stream(SimBug.values()).filter(bug -> !bug.breaks().isEmpty());
    }

    private static Stream<SimBug> controls() {
        return Arrays.stream(SimBug.values()).filter(bug -> bug.breaks().isEmpty());
    }
}
