package io.serviceregistry.bench.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyTest {
    private static final long MILLI = 1_000_000L;

    private final Latency latency = new Latency("acknowledged");

    @Test
    void figuresAreThoseOfTheTimes() {
        for (int i = 1; i <= 1000; i++) {
            latency.took(i * MILLI);
        }

        Latency.Figures figures = latency.figures();

        assertThat(figures.name()).isEqualTo("acknowledged");
        assertThat(figures.count()).isEqualTo(1000);
        assertThat(figures.p50Millis()).isCloseTo(500, within(1.0));
        assertThat(figures.p99Millis()).isCloseTo(990, within(1.0));
        assertThat(figures.maxMillis()).isCloseTo(1000, within(1.0));
    }

    @Test
    void aTimeBeyondAllBoundsCountsAsTheLongest() {
        latency.took(1_000_000 * MILLI);

        assertThat(latency.figures().maxMillis()).isCloseTo(120_000, within(200.0));
    }

    @Test
    void whatIsToldAMomentBeforeItsCauseTookNoTime() {
        latency.took(-MILLI / 2); // the rounding of registry time

        assertThat(latency.figures().count()).isEqualTo(1);
        assertThat(latency.figures().maxMillis()).isCloseTo(0, within(0.001));
    }
}
