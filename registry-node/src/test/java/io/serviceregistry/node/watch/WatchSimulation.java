package io.serviceregistry.node.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Watches over random logs: readers of all kinds, quick ones and ones that stop, that come, go, resume and are overtaken, while
 * the threads of the hub run in any order. Every content is checked by {@link CheckedReader}.
 */
class WatchSimulation {

    @Test
    void everyWatchTellsWhatHappened() {
        List<WatchRun.Reached> runs = new ArrayList<>();
        Seeds.check(WatchSimulation.class, 300, seed -> runs.add(new WatchRun(seed, WatchBug.NONE).run()));
        if (System.getProperty("seed") == null) {
            // A simulation that reaches nothing proves nothing.
            assertThat(runs).as("some were behind").anyMatch(run -> run.coalesced() > 0);
            assertThat(runs).as("some had to begin again").anyMatch(run -> run.resyncs() > 0);
            assertThat(runs).as("some were given up").anyMatch(run -> run.tooSlow() > 0);
            assertThat(runs).as("some went on where they were").anyMatch(run -> run.resumed() > 0);
        }
    }

    @Test
    void tellsTheSameStoryOfASeedTwice() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(new WatchRun(seed, WatchBug.NONE).run()).isEqualTo(new WatchRun(seed, WatchBug.NONE).run());
        }
    }
}
