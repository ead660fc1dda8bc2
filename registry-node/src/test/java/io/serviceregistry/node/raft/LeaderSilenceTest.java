package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When a follower has heard nothing for too long. */
class LeaderSilenceTest {
    private static final Duration MIN = Duration.ofMillis(500);
    private static final Duration MAX = Duration.ofMillis(1_000);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int SILENCES = 200;

    private final ManualClock clock = new ManualClock();
    private final LeaderSilence silence = new LeaderSilence(clock, new SplittableRandom(1), MIN, MAX);
    private long heardNanos = clock.monotonicNanos();

    @Test
    void theOnlyFollowerCallsInTheFirstQuarterOfTheTimeBetweenTheTimeouts() {
        assertThat(borneMillis())
                .allMatch(borne -> borne >= 500 && borne <= 645)
                .anyMatch(borne -> borne > 600);
    }

    @Test
    void followersTakeTurnsThatDoNotMeet() {
        silence.takeTurn("n1", List.of("n3", "n1"));
        assertThat(borneMillis()).allMatch(borne -> borne >= 500 && borne <= 583);
        silence.takeTurn("n3", List.of("n3", "n1"));
        assertThat(borneMillis()).allMatch(borne -> borne >= 750 && borne <= 833);
        silence.takeTurn("n5", List.of("n5", "n1", "n4", "n2"));
        assertThat(borneMillis()).allMatch(borne -> borne >= 875 && borne <= 927);
        silence.takeTurn("n9", List.of("n1")); // no voter: nothing changes
        assertThat(borneMillis()).allMatch(borne -> borne >= 875 && borne <= 927);
    }

    /** For how long silences were borne, to the next look. */
    private List<Long> borneMillis() {
        heard(Duration.ZERO);
        List<Long> borne = new ArrayList<>();
        for (int i = 0; i < SILENCES; i++) {
            clock.advance(LOOK);
            heard(Duration.ofMillis(37 * i % 250));
            long lastHeard = heardNanos;
            while (!look()) {
                clock.advance(LOOK);
            }
            silence.beginAnew();
            borne.add(Duration.ofNanos(clock.monotonicNanos() - lastHeard).toMillis());
        }
        return borne;
    }

    @Test
    void heartbeatsAreNoSilence() {
        for (int i = 0; i < 1_000; i++) {
            clock.advance(LOOK);
            if (i % 12 == 0) {
                heard(Duration.ZERO);
            }
            assertThat(look()).isFalse();
        }
    }

    @Test
    void whoWasStoppedHasNotListened() {
        look();
        clock.advance(Duration.ofSeconds(10));
        assertThat(look()).isFalse();
        clock.advance(LOOK);
        assertThat(look()).isFalse();
    }

    /** A heartbeat comes, and a while passes. */
    private void heard(Duration ago) {
        heardNanos = clock.monotonicNanos();
        look();
        for (long left = ago.toMillis(); left > 0; left -= LOOK.toMillis()) {
            clock.advance(LOOK);
            look();
        }
    }

    private boolean look() {
        return silence.isTooLong(Duration.ofNanos(clock.monotonicNanos() - heardNanos));
    }
}
