package io.serviceregistry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void coloursForPeopleOnly() {
        assertThat(Terminal.ofProcess(true, false, Map.of()).style()).isEqualTo(Style.COLOURED);
        assertThat(Terminal.ofProcess(false, false, Map.of()).style()).isEqualTo(Style.PLAIN);
    }

    @Test
    void coloursNothingWhenAskedNotTo() {
        assertThat(Terminal.ofProcess(true, false, Map.of("NO_COLOR", "1")).style())
                .isEqualTo(Style.PLAIN);
        assertThat(Terminal.ofProcess(true, false, Map.of("TERM", "dumb")).style())
                .isEqualTo(Style.PLAIN);
        assertThat(Terminal.ofProcess(true, false, Map.of("NO_COLOR", "")).style())
                .as("no-color.org: an empty value asks for nothing")
                .isEqualTo(Style.COLOURED);
    }
}
