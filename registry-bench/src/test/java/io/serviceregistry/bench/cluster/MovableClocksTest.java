package io.serviceregistry.bench.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MovableClocksTest {
    /** Below the ten seconds of libfaketime's own setting, which would do for no storm. */
    private static final Duration SEEN = MovableClocks.SEEN_WITHIN.multipliedBy(4);

    @TempDir
    private Path directory;

    @Test
    void theClockOfARunningProcessJumpsThereAndBackAndThoseOfOthersDoNot() throws Exception {
        assumeThat(MovableClocks.missing()).isEmpty();
        MovableClocks clocks = MovableClocks.of(Site.LOOPBACK, directory);
        try (SpeakingClock one = new SpeakingClock(clocks, "n1");
                SpeakingClock other = new SpeakingClock(clocks, "n2")) {
            assertThat(one.offSeconds()).isZero();

            clocks.move("n1", Duration.ofDays(-10));
            await().atMost(SEEN).until(() -> one.offSeconds() == -864_000);
            assertThat(other.offSeconds()).isZero();

            clocks.move("n1", Duration.ZERO);
            await().atMost(SEEN).until(() -> one.offSeconds() == 0);
        }
    }

    @Test
    void aClockThatWasNotMovedAndWaitsThatEndAtOnceAreSeen() {
        long moved = System.currentTimeMillis() + ClockTrial.MOVED.toMillis();

        assertThat(ClockTrial.judge(moved + " 200 1")).isEmpty();
        assertThat(ClockTrial.judge("Picked up JAVA_TOOL_OPTIONS: -Xss1m\n" + moved + " 200 1"))
                .isEmpty();
        assertThat(ClockTrial.judge("cannot be preloaded").orElseThrow()).contains("cannot be preloaded");
        assertThat(ClockTrial.judge(System.currentTimeMillis() + " 200 1").orElseThrow())
                .startsWith("a clock that was moved by 864000000 ms is off by ");
        assertThat(ClockTrial.judge(moved + " 200 93000").orElseThrow()).contains("waits end at the wrong time");
    }

    /** A program that tells the time for every line it is given. */
    static final class Speaking {
        public static void main(String... arguments) throws IOException {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (lines.readLine() != null) {
                System.out.println(System.currentTimeMillis());
            }
        }
    }

    /** The process of one, a JVM as nodes are. */
    private static final class SpeakingClock implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;

        SpeakingClock(Site site, String node) throws IOException {
            process = new ProcessBuilder(site.command(
                            node,
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Speaking.class.getName())))
                    .start();
            said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        /** By how many seconds its clock is off, to the nearest ten. */
        long offSeconds() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            long shown = Long.parseLong(said.readLine());
            return Math.round((shown - System.currentTimeMillis()) / 10_000.0) * 10;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
