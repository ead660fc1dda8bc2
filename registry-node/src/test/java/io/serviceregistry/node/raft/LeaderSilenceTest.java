package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.testkit.ManualClock;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
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
    void everySilenceIsBorneForATimeBetweenTheTwoTimeouts() {
        long[] borne = LongStream.range(0, SILENCES)
                .map(i -> {
                    heard(Duration.ofMillis(37 * i % 250));
                    long lastHeard = heardNanos;
                    while (!look()) {
                        clock.advance(LOOK);
                    }
                    silence.beginAnew();
                    return Duration.ofNanos(clock.monotonicNanos() - lastHeard).toMillis();
                })
                .sorted()
                .toArray();
        assertThat(borne[0]).isBetween(500L, 560L);
        assertThat(borne[SILENCES - 1]).isBetween(940L, 1_020L);
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
