package io.serviceregistry.client.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.testkit.Seeds;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff.Bounds bounds = new Backoff.Bounds(Duration.ofMillis(50), Duration.ofSeconds(1));
    private final Backoff backoff = new Backoff(bounds, new SplittableRandom(Seeds.seed()));

    @Test
    void boundDoublesUpToTheLongest() {
        assertThat(LongStream.rangeClosed(1, 7).map(n -> backoff.boundNanos((int) n) / 1_000_000))
                .containsExactly(50L, 100L, 200L, 400L, 800L, 1000L, 1000L);
    }

    @Test
    void manyFailuresDoNotOverflow() {
        assertThat(LongStream.of(31, 64, 100_000, Integer.MAX_VALUE).map(n -> backoff.boundNanos((int) n)))
                .containsOnly(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void jitterIsFull() {
        LongSummaryStatistics waits =
                LongStream.range(0, 10_000).map(unused -> backoff.delayNanos(3)).summaryStatistics();
        assertThat(waits.getMin()).as("seed %s", Seeds.seed()).isBetween(0L, 2_000_000L);
        assertThat(waits.getMax()).isBetween(198_000_000L, 200_000_000L);
        assertThat(waits.getAverage()).isBetween(95e6, 105e6);
    }
}
