package io.serviceregistry.bench.visibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final long MILLI = 1_000_000L;

    private final Latency first = new Latency("first");
    private final Latency second = new Latency("second");
    private final Findings findings = new Findings();
    private final Sightings joined = new Sightings("joined", List.of(first, second), findings);

    @Test
    void theTimeOfEachWatchCountsFromTheCause() {
        joined.expect("i-1", 100 * MILLI, true);

        joined.told(1, "i-1", 107 * MILLI);
        joined.told(0, "i-1", 103 * MILLI);

        assertThat(first.figures().maxMillis()).isCloseTo(3, within(0.01));
        assertThat(second.figures().maxMillis()).isCloseTo(7, within(0.01));
        assertThat(joined.allTold()).isTrue();
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void aWatchThatHasNotToldIsNamedWithWhatItOwes() {
        joined.expect("i-2", 0, true);
        joined.expect("i-1", 0, true);

        joined.told(0, "i-1", MILLI);
        joined.told(0, "i-2", MILLI);

        assertThat(joined.allTold()).isFalse();
        assertThat(joined.untold(0)).isEmpty();
        assertThat(joined.untold(1)).containsExactly("i-1", "i-2");
    }

    @Test
    void aWarmUpIsOwedButNotMeasured() {
        joined.expect("i-1", 0, false);
        assertThat(joined.untold(0)).containsExactly("i-1");

        joined.told(0, "i-1", MILLI);

        assertThat(joined.untold(0)).isEmpty();
        assertThat(first.figures().count()).isZero();
    }

    @Test
    void nothingIsOwedForACallThatFailed() {
        joined.expect("i-1", 0, true);
        joined.forget("i-1");

        joined.told(0, "i-1", MILLI); // it was applied all the same
        joined.told(0, "i-of-another", MILLI);

        assertThat(joined.allTold()).isTrue();
        assertThat(first.figures().count()).isZero();
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void whatIsToldTwiceBreaksUnique() {
        joined.expect("i-1", 0, true);

        joined.told(0, "i-1", MILLI);
        joined.told(1, "i-1", MILLI);
        assertThat(findings.violations()).isEmpty();
        joined.told(0, "i-1", 2 * MILLI);

        assertThat(findings.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.promise()).isEqualTo("Unique");
            assertThat(violation.what()).contains("watch 0", "i-1 joined");
        });
        assertThat(first.figures().count()).isEqualTo(1);
    }

    @Test
    void aLapseBeforeItsLeaseEndsBreaksNoEarlyExpiry() {
        Sightings left = new Sightings("left", List.of(first), findings);
        left.expect("in-time", 1_000 * MILLI, true);
        left.expect("early", 1_000 * MILLI, true);

        left.told(0, "in-time", 999 * MILLI); // registry time counts whole milliseconds
        assertThat(findings.violations()).isEmpty();
        left.told(0, "early", 998 * MILLI);

        assertThat(findings.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.promise()).isEqualTo("NoEarlyExpiry"));
    }
}
