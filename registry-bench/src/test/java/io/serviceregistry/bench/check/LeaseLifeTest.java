package io.serviceregistry.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseLifeTest {
    private static final long TTL = Duration.ofSeconds(4).toNanos();

    private final LeaseLife life = new LeaseLife("late-1", TTL, 0);

    @Test
    void aLapseOfAHolderThatTriedInTimeIsAViolation() {
        life.reached(millis(2_300), millis(3_300));
        life.reached(millis(4_900), millis(4_950));
        life.lapsed(millis(4_900), millis(4_950), "lapsed");
        assertThat(life.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.promise()).isEqualTo("NoEarlyExpiry");
            assertThat(violation.what()).contains("[2300 to 3300 ms, 4900 to 4950 ms]");
        });
    }

    @Test
    void aLapseWithinTheTtlIsAViolationThoughNobodyTriedBefore() {
        life.lapsed(millis(2_300), millis(2_310), "lapsed");
        assertThat(life.violations()).hasSize(1);
    }

    @Test
    void triesCountFromTheLastRenewal() {
        life.reached(millis(3_300), millis(3_310));
        life.renewed(millis(3_300));
        life.reached(millis(7_600), millis(7_610)); // 4.3 s later
        life.lapsed(millis(7_600), millis(7_610), "lapsed");
        assertThat(life.violations()).isEmpty();
        assertThat(life.lapsesOwed()).isEqualTo(1);
    }

    @Test
    void aHolderThatReachedNobodyIsOwedNothing() {
        life.lapsed(millis(9_000), millis(9_001), "lapsed");
        assertThat(life.violations()).isEmpty();
        assertThat(life.lapsesOwed()).isEqualTo(1);
    }

    @Test
    void aHolderThatFellSilentAfterATryIsOwedNothing() {
        life.reached(millis(3_300), millis(3_310));
        life.lapsed(millis(8_300), millis(8_310), "lapsed"); // 5 s of silence
        assertThat(life.violations()).isEmpty();
        assertThat(life.lapsesOwed()).isEqualTo(1);
    }

    @Test
    void aTryThatMayHaveArrivedTooLateIsNotJudged() {
        life.reached(millis(2_500), TTL - LeaseLife.MARGIN_NANOS + 1);
        life.lapsed(millis(5_000), millis(5_010), "lapsed");
        assertThat(life.violations()).isEmpty();
    }

    @Test
    void aLapseIsJudgedOnce() {
        life.reached(millis(3_300), millis(3_310));
        life.lapsed(millis(5_000), millis(5_010), "lapsed");
        life.reached(millis(8_300), millis(8_310));
        life.renewed(millis(8_300));
        assertThat(life.violations()).hasSize(1);
        assertThat(life.renewals()).isEqualTo(1);
    }

    private static long millis(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }
}
