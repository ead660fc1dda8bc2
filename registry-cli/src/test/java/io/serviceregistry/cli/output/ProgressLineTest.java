package io.serviceregistry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.cli.testkit.ManualClock;
import io.serviceregistry.cli.testkit.RecordingTerminal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final String NEW_START = "\r\u001b[K";

    private final ManualClock clock = new ManualClock();
    private final RecordingTerminal recording = new RecordingTerminal();

    @Test
    void aFileGetsALineASecondAndNothingOfWhatIsOverSooner() {
        try (ProgressLine line = new ProgressLine(recording.terminal(), clock)) {
            line.bytes("verifying", 1 << 20, 4 << 20);
            clock.pause(Duration.ofSeconds(1));
            line.bytes("verifying", 2 << 20, 4 << 20);
            line.bytes("verifying", 3 << 20, 4 << 20);
            clock.pause(Duration.ofSeconds(1));
            line.bytes("n1:7401", 4 << 20);
        }
        assertThat(recording.err().lines())
                .containsExactly("verifying: 50 %, 2,048 of 4,096 KiB, 2,048 KiB/s", "n1:7401: 4,096 KiB, 2,048 KiB/s");
    }

    @Test
    void aTerminalGetsABarThatIsWrittenOverAndTakenAway() {
        Terminal terminal = recording.liveTerminal();
        try (ProgressLine line = new ProgressLine(terminal, clock)) {
            clock.pause(Duration.ofMillis(100));
            line.bytes("verifying", 512, 1024);
            line.step("writing");
            terminal.notice("a word in between");
            line.step("still writing");
        }
        terminal.answer("done");
        assertThat(recording.err())
                .isEqualTo(NEW_START + "verifying: [############------------] 50 %, 0 of 1 KiB, 5 KiB/s" + NEW_START
                        + "writing" + NEW_START + "a word in between" + System.lineSeparator() + NEW_START
                        + "still writing" + NEW_START);
    }

    @Test
    void anEmptyWholeIsDone() {
        clock.pause(Duration.ofSeconds(1));
        try (ProgressLine line = new ProgressLine(recording.liveTerminal(), clock)) {
            clock.pause(Duration.ofSeconds(1));
            line.bytes("verifying", 0, 0);
        }
        assertThat(recording.err()).contains("[########################] 100 %");
    }
}
