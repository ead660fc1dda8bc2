package io.serviceregistry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HumanDurationTest {

    @ParameterizedTest
    @CsvSource({
        "0s, 0",
        "250ms, 250",
        "15s, 15000",
        "300s, 300000",
        "5m, 300000",
        "1h30m, 5400000",
        "1m500ms, 60500",
        "7d, 604800000",
        "1d2h3m4s5ms, 93784005"
    })
    void readsWhatPeopleWrite(String text, long millis) {
        assertThat(HumanDuration.parse(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "5x",
                "5 s",
                "-5s",
                "1.5s",
                "5s1m",
                "5s5s",
                "five",
                "99999999999999s",
                "999999999999d9"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HumanDuration.parse(text))
                .withMessageContaining("'" + text + "'")
                .withMessageContaining("1h30m");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ms",
        "320, 320ms",
        "1000, 1s",
        "4321, 4.3s",
        "4049, 4s",
        "9999, 9.9s",
        "10900, 10s",
        "59999, 59s",
        "60000, 1m",
        "299400, 4m59s",
        "3600000, 1h",
        "3900000, 1h5m",
        "86400000, 1d",
        "97200000, 1d3h"
    })
    void showsTwoUnitsAtMost(long millis, String text) {
        assertThat(HumanDuration.format(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void showsTimeThatIsPastAsNegative() {
        assertThat(HumanDuration.format(Duration.ofSeconds(-5))).isEqualTo("-5s");
    }
}
