package io.serviceregistry.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ScheduleTest {
    @Test
    void callsAreDueAtTheRate() {
        Schedule schedule = new Schedule(5_000, 4);

        assertThat(schedule.dueNanos(0)).isEqualTo(5_000);
        assertThat(schedule.dueNanos(1)).isEqualTo(250_005_000);
        assertThat(schedule.dueNanos(4)).isEqualTo(1_000_005_000);
    }

    @Test
    void roundingDoesNotAddUp() {
        // A third of a second has no whole number of nanoseconds; adding it up would be a millisecond late by now.
        assertThat(new Schedule(0, 3).dueNanos(3_000_000)).isEqualTo(1_000_000_000_000_000L);
    }

    @Test
    void aRateIsAboveZero() {
        assertThatThrownBy(() -> new Schedule(0, 0)).hasMessageContaining("callsPerSecond: 0.0");
        assertThatThrownBy(() -> new Schedule(0, Double.NaN)).hasMessageContaining("callsPerSecond: NaN");
    }
}
