package io.serviceregistry.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseLifeTest {
    private static final long TTL = Duration.ofSeconds(4).toNanos();

    private final LeaseLife life = new LeaseLife("late-1", TTL, 0);

    @Test
    void aLapseOfAHolderThatTriedInTimeIsAViolation() {
        life.reached(millis(3_300));
        life.reached(millis(4_900));
        life.lapsed(millis(4_900), "lapsed");
        assertThat(life.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.promise()).isEqualTo("NoEarlyExpiry"));
    }

    @Test
    void triesCountFromTheLastRenewal() {
        life.reached(millis(3_300));
        life.renewed(millis(3_300));
        life.reached(millis(7_600)); // 4.3 s later
        life.lapsed(millis(7_600), "lapsed");
        assertThat(life.violations()).isEmpty();
        assertThat(life.lapsesOwed()).isEqualTo(1);
    }

    @Test
    void aHolderThatReachedNobodyIsOwedNothing() {
        life.lapsed(millis(9_000), "lapsed");
        assertThat(life.violations()).isEmpty();
        assertThat(life.lapsesOwed()).isEqualTo(1);
    }

    @Test
    void aTryAtTheLastMomentIsNotJudged() {
        life.reached(TTL - LeaseLife.MARGIN_NANOS + 1);
        life.lapsed(millis(5_000), "lapsed");
        assertThat(life.violations()).isEmpty();
    }

    @Test
    void aLapseIsJudgedOnce() {
        life.reached(millis(3_300));
        life.lapsed(millis(5_000), "lapsed");
        life.reached(millis(8_300));
        life.renewed(millis(8_300));
        assertThat(life.violations()).hasSize(1);
        assertThat(life.renewals()).isEqualTo(1);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
