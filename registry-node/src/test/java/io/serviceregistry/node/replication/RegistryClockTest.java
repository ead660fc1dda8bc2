package io.serviceregistry.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.testkit.ManualClock;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RegistryClockTest {
    private static final long TICK_NANOS = 50_000_000;
    private static final long MILLI = 1_000_000;

    private final RegistryClock clock = new RegistryClock(TICK_NANOS);
    private long nowNanos = ManualClock.START_NANOS;

    @Test
    void runsWithTheMonotonicClock() {
        clock.start(5_000, nowNanos);

        assertThat(readAfter(50 * MILLI, 5_000)).isEqualTo(5_050);
        assertThat(readAfter(99 * MILLI, 5_050)).isEqualTo(5_149);
    }

    @Test
    void keepsFractionsOfMillisecondsForLater() {
        clock.start(0, nowNanos);

        long timeMillis = 0;
        for (int i = 0; i < 1_000; i++) {
            timeMillis = readAfter(300_000, timeMillis);
        }

        assertThat(timeMillis).isEqualTo(300);
    }

    @Test
    void discardsAllOfAPauseButTwoTicks() {
        clock.start(5_000, nowNanos);

        assertThat(readAfter(20_000 * MILLI, 5_000)).isEqualTo(5_100);
        assertThat(readAfter(50 * MILLI, 5_100)).isEqualTo(5_150);
    }

    @Test
    void standsStillASecondAheadOfTheEntryAppliedLast() {
        clock.start(5_000, nowNanos);
        for (int i = 0; i < 100; i++) {
            assertThat(readAfter(50 * MILLI, 5_000)).isLessThanOrEqualTo(6_000);
        }

        assertThat(readAfter(50 * MILLI, 5_000)).isEqualTo(6_000);
        assertThat(readAfter(50 * MILLI, 6_000))
                .as("and makes nothing up when entries commit again")
                .isEqualTo(6_050);
    }

    @Test
    void isNeverBehindTheEntryAppliedLast() {
        clock.start(5_000, nowNanos);

        assertThat(readAfter(50 * MILLI, 9_000)).isEqualTo(9_000);
    }

    @Test
    void continuesFromTheEntryAppliedLastWhenATermBegins() {
        clock.start(5_000, nowNanos);
        readAfter(50 * MILLI, 5_000);
        nowNanos += 60_000 * MILLI;

        clock.start(7_000, nowNanos);

        assertThat(readAfter(10 * MILLI, 7_000)).isEqualTo(7_010);
    }

    @Test
    void neverGoesBackNorAheadWhateverHappens() {
        SplittableRandom random = new SplittableRandom(7);
        clock.start(0, nowNanos);
        long appliedMillis = 0;
        long last = 0;
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(10) == 0) {
                appliedMillis = last;
            }
            long elapsed = random.nextInt(20) == 0 ? random.nextLong(30_000 * MILLI) : random.nextLong(60 * MILLI);
            long read = readAfter(elapsed, appliedMillis);
            assertThat(read).isBetween(last, appliedMillis + 1_000);
            assertThat(read - last).isLessThanOrEqualTo(100);
            last = read;
        }
    }

    private long readAfter(long nanos, long appliedMillis) {
        nowNanos += nanos;
        return clock.read(appliedMillis, nowNanos);
    }
}
