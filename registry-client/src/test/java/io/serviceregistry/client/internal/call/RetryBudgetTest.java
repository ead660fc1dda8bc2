package io.serviceregistry.client.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RetryBudget budget = new RetryBudget(0);

    @Test
    void aBurstOfFailuresIsRetriedAtOnce() {
        for (int i = 0; i < 100; i++) {
            assertThat(budget.take(0)).isZero();
        }
    }

    @Test
    void afterTheBurstRetriesAreSpreadRatherThanForbidden() {
        for (int i = 0; i < 100; i++) {
            budget.take(0);
        }
        assertThat(budget.take(0)).isEqualTo(SECOND / 20);
        assertThat(budget.take(0)).isEqualTo(SECOND / 10);
    }

    @Test
    void timeFillsIt() {
        for (int i = 0; i < 120; i++) {
            budget.take(0);
        }
        assertThat(budget.take(2 * SECOND)).isZero();
    }

    @Test
    void everyFifthCallPaysForARetry() {
        for (int i = 0; i < 100; i++) {
            budget.take(0);
        }
        for (int i = 0; i < 50; i++) {
            budget.called();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take(0)).isZero();
        }
        assertThat(budget.take(0)).isPositive();
    }
}
