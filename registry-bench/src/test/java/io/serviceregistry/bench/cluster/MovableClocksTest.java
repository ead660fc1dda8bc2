package io.serviceregistry.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovableClocksTest {
    @TempDir
    private Path directory;

    @Test
    void theClockOfARunningProcessJumpsThereAndBackAndThoseOfOthersDoNot() throws Exception {
        assumeThat(MovableClocks.missing()).isEmpty();
        MovableClocks clocks = MovableClocks.of(Site.LOOPBACK, directory);
        try (Shell one = new Shell(clocks, "n1");
                Shell other = new Shell(clocks, "n2")) {
            assertThat(one.offSeconds()).isZero();

            clocks.move("n1", Duration.ofDays(-10));
            await().atMost(Duration.ofSeconds(20)).until(() -> one.offSeconds() == -864_000);
            assertThat(other.offSeconds()).isZero();

            clocks.move("n1", Duration.ZERO);
            await().atMost(Duration.ofSeconds(20)).until(() -> one.offSeconds() == 0);
        }
    }

    @Test
    void aClockThatWasNotMovedAndWaitsThatEndAtOnceAreSeen() {
        long moved = System.currentTimeMillis() + ClockTrial.MOVED.toMillis();

        assertThat(ClockTrial.judge(moved + " 200 1")).isEmpty();
        assertThat(ClockTrial.judge(System.currentTimeMillis() + " 200 1").orElseThrow())
                .startsWith("a clock that was moved by 864000000 ms is off by ");
        assertThat(ClockTrial.judge(moved + " 200 93000").orElseThrow()).contains("waits end at the wrong time");
    }

    /** A process that tells the time whenever it is asked. */
    private static final class Shell implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;

        Shell(Site site, String node) throws Exception {
            process = new ProcessBuilder(site.command(
                            node, List.of("bash", "-c", "while read -r line; do printf '%(%s)T\\n' -1; done")))
                    .start();
            said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** By how many seconds its clock is off, to the nearest ten. */
        long offSeconds() throws Exception {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            long shown = Long.parseLong(said.readLine());
            return Math.round((shown - System.currentTimeMillis() / 1_000.0) / 10) * 10;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
