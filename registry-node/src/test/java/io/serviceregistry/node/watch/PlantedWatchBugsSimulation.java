package io.serviceregistry.node.watch;

import io.serviceregistry.node.testkit.PlantedBugs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For each bug planted around the hub, some seed breaks a promise that it must break, and without the bug does not. */
@Tag("planted-bugs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlantedWatchBugsSimulation {
    private static final int SEEDS = 300;

    private final PlantedBugs found = new PlantedBugs("simulated watches");

    @ParameterizedTest
    @EnumSource(value = WatchBug.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void isFound(WatchBug bug) {
        found.mustBeFound(bug.what(), bug.breaks(), SEEDS, seed -> run(seed, bug), seed -> run(seed, WatchBug.NONE));
    }

    @Test
    void nothingIsFoundInWhatIsSound() {
        found.mustBeClean(WatchBug.NONE.what(), 20, seed -> run(seed, WatchBug.NONE));
    }

    @AfterAll
    void tell() {
        found.tell();
    }

    private static void run(long seed, WatchBug bug) {
        new WatchRun(seed, bug).run();
    }
}
