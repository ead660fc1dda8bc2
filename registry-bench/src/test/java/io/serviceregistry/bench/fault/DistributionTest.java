package io.serviceregistry.bench.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Percentiles by nearest rank. */
class DistributionTest {
    @Test
    void percentilesAreTimesThatWereSeen() {
        Distribution hundred = new Distribution(LongStream.rangeClosed(1, 100)
                .map(i -> (101 - i) * 1_000_000)
                .boxed()
                .toList());
        assertThat(hundred).hasToString("p50 50 ms, p90 90 ms, p99 99 ms, max 100 ms");
        assertThat(new Distribution(List.of(2_000_000L, 1_000_000L)).millis(99)).isEqualTo(2);
    }

    @Test
    void ofNothingThereIsNone() {
        assertThat(new Distribution(List.of())).hasToString("none");
    }
}
