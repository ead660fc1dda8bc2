package io.serviceregistry.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TallyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final Tally tally = new Tally(10 * SECOND, 12 * SECOND);

    @Test
    void onlyCallsOfTheMeasureCount() {
        tally.succeeded(10 * SECOND - 1, MILLI, 100);
        tally.succeeded(10 * SECOND, 2 * MILLI, 100);
        tally.succeeded(12 * SECOND - 1, 4 * MILLI, 100);
        tally.succeeded(12 * SECOND, 8 * MILLI, 100);

        LoadResult result = tally.result(12 * SECOND);

        assertThat(result.calls()).isEqualTo(2);
        assertThat(result.items()).isEqualTo(200);
        assertThat(result.acknowledged()).isEqualTo(400);
        assertThat(result.itemsPerSecond()).isEqualTo(100);
        assertThat(result.maxMillis()).isCloseTo(4, within(0.01));
    }

    @Test
    void percentilesAreThoseOfTheLatencies() {
        for (int i = 1; i <= 1000; i++) {
            tally.succeeded(11 * SECOND, i * MILLI, 1);
        }

        LoadResult result = tally.result(12 * SECOND);

        assertThat(result.millisAt(50)).isCloseTo(500, within(1.0));
        assertThat(result.millisAt(99)).isCloseTo(990, within(1.0));
        assertThat(result.millisAt(99.9)).isCloseTo(999, within(1.0));
    }

    @Test
    void aLoadThatTookLongerThanItsMeasureHadALowerRate() {
        tally.succeeded(11 * SECOND, MILLI, 100);

        assertThat(tally.result(14 * SECOND).itemsPerSecond()).isEqualTo(25);
    }

    @Test
    void failuresAreCountedByReason() {
        tally.failed("OVERLOADED");
        tally.failed("NO_LEADER");
        tally.failed("OVERLOADED");

        LoadResult result = tally.result(12 * SECOND);

        assertThat(result.errors()).containsEntry("NO_LEADER", 1L).containsEntry("OVERLOADED", 2L);
        assertThat(result.failures()).isEqualTo(3);
        assertThat(result.calls()).isZero();
    }

    @Test
    void aLatencyBeyondAllBoundsCountsAsTheLongest() {
        tally.succeeded(11 * SECOND, 1_000 * SECOND, 1);

        assertThat(tally.result(12 * SECOND).maxMillis()).isCloseTo(120_000, within(200.0));
    }
}
