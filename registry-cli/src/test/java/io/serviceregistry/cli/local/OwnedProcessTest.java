package io.serviceregistry.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.cli.testkit.ManualClock;
import io.serviceregistry.cli.time.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A signal goes to our process or to none. */
class OwnedProcessTest {

    @TempDir
    Path temporary = Path.of("");

    private Path pidFile = Path.of("");
    private String mark = "";
    private @Nullable Process process;

    @BeforeEach
    void startAProcessThatMentionsItsMark() throws IOException {
        pidFile = temporary.resolve("node.pid");
        mark = Files.writeString(temporary.resolve("node.yaml"), "").toString();
        process = new ProcessBuilder("tail", "-f", mark).start();
        new PidFile(process().pid(), started()).write(pidFile);
    }

    @AfterEach
    void end() {
        process().destroyForcibly();
    }

    @Test
    void oursIsFound() {
        assertThat(OwnedProcess.find(pidFile, mark))
                .map(OwnedProcess::pid)
                .contains(process().pid());
    }

    @Test
    void anotherProcessThatGotThePidIsNotOurs() throws IOException {
        new PidFile(process().pid(), started().minus(Duration.ofSeconds(10))).write(pidFile);
        assertThat(OwnedProcess.find(pidFile, mark)).isEmpty();
    }

    @Test
    void aProcessThatDoesNotMentionTheMarkIsNotOurs() {
        assertThat(OwnedProcess.find(pidFile, "/another/node.yaml")).isEmpty();
    }

    @Test
    void aPidFileThatMakesNoSenseNamesNobody() throws IOException {
        Files.writeString(pidFile, "pid=" + process().pid() + "\n");
        assertThat(OwnedProcess.find(pidFile, mark)).isEmpty();
        Files.writeString(pidFile, "\u0000\u0000");
        assertThat(OwnedProcess.find(pidFile, mark)).isEmpty();
        Files.delete(pidFile);
        assertThat(OwnedProcess.find(pidFile, mark)).isEmpty();
    }

    @Test
    void pausesAndResumes() {
        OwnedProcess ours = OwnedProcess.find(pidFile, mark).orElseThrow();
        assertThat(ours.isPaused()).isFalse();
        ours.pause();
        assertThat(patience().await(ours::isPaused)).isTrue();
        ours.resume();
        assertThat(patience().await(() -> !ours.isPaused())).isTrue();
    }

    @Test
    void theDeadAreGone() throws InterruptedException {
        OwnedProcess.find(pidFile, mark).orElseThrow().kill();
        assertThat(process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(OwnedProcess.find(pidFile, mark)).isEmpty();
    }

    private static Patience patience() {
        return Patience.of(new ManualClock(), Duration.ofMinutes(1), Duration.ofMillis(50));
    }

    private Process process() {
        return Objects.requireNonNull(process);
    }

    private Instant started() {
        return process().info().startInstant().orElseThrow();
    }
}
