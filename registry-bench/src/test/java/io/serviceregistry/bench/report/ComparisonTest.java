package io.serviceregistry.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.bench.report.Comparison.Better;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    @Test
    void theRatioIsTheMedianOfThePairsNotOfTheMedians() {
        // The machine was slow in the second pair and fast in the third, for both.
        Comparison rates = new Comparison("r", "1/s", Better.MORE, List.of(40., 10., 90.), List.of(10., 5., 30.));

        assertThat(rates.advantages()).containsExactly(4., 2., 3.);
        assertThat(rates.advantage()).isEqualTo(3);
    }

    @Test
    void aTimeThatIsShorterIsBetter() {
        Comparison times = new Comparison("t", "ms", Better.LESS, List.of(2., 4.), List.of(8., 4.));

        assertThat(times.advantages()).containsExactly(4., 1.);
        assertThat(times.advantage()).isEqualTo(2.5);
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(Comparison.median(List.of(9., 1., 4., 2.))).isEqualTo(3);
        assertThat(Comparison.median(List.of(9., 1., 4.))).isEqualTo(4);
    }

    @Test
    void figuresComeInPairs() {
        assertThatThrownBy(() -> new Comparison("r", "1/s", Better.MORE, List.of(1., 2.), List.of(1.)))
                .hasMessageContaining("2, 1 figures");
        assertThatThrownBy(() -> new Comparison("r", "1/s", Better.MORE, List.of(), List.of()))
                .hasMessageContaining("0, 0 figures");
    }

    @Test
    void theTableShowsMediansAndTheRangeOfTheRatios() {
        Comparison rates = new Comparison(
                "reads", "1/s", Better.MORE, List.of(40_000., 10_000., 90_000.), List.of(10_000., 5_000., 30_000.));

        assertThat(Comparison.table(List.of(rates), "etcd").toString()).isEqualTo("""
                measure  unit  registry    etcd  ratio  from    to  pairs
                reads     1/s    40,000  10,000   3.00  2.00  4.00      3
                """);
    }
}
