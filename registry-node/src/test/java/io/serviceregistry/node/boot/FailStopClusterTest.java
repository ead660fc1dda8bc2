package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.boot.NodeCommand.Ended;
import io.serviceregistry.node.boot.PlantedFault.Fault;
import io.serviceregistry.node.raft.ForeignEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that must not go on ends, says why in one line, and by its exit code of what kind it is: the real process. */
class FailStopClusterTest {
    /** Short bounds, so that a stop that hangs does not make the test wait. */
    private static final String STOP_SOON = "stop: {drain: 0ms, leadership: 0ms, close: 1s}\n";

    @TempDir
    private Path directory;

    @Test
    void anEntryThatCannotBeDecoded() throws Exception {
        List<Integer> ports = FreePorts.find(3);
        Path data = directory.resolve("data");
        DataDirectory.open(data, "test", "n1").close();
        ForeignEntry.write(data.resolve("raft"), "test", "127.0.0.1:" + ports.get(2), "no entry of ours");
        Ended ended = nodes().run("--config", nodes().config("data", ports, "").toString());
        assertFault(ended, ExitCode.FAULT, "cannot apply entry ", "CorruptLogException");
        assertThat(Files.readAllLines(nodes().output()).stream().filter(line -> line.contains("ERROR")))
                .as("one message in the log")
                .singleElement()
                .asString()
                .contains("cannot apply entry ", "CorruptLogException", "exit code 70");
    }

    @Test
    void aThreadThatDies() throws Exception {
        assertFault(run(Fault.A_THREAD_DIES), ExitCode.FAULT, "thread planted has died", "IllegalStateException: boom");
    }

    @Test
    void aThreadThatRunsOutOfMemory() throws Exception {
        assertFault(run(Fault.OUT_OF_MEMORY), ExitCode.FAULT, "OutOfMemoryError");
    }

    @Test
    void aThreadThatDiesWhileTheLogIsStuck() throws Exception {
        Process process = nodes().command(PlantedFault.class, Fault.THE_LOG_IS_STUCK.name(), config().toString())
                .start(); // nobody reads its output
        assertFault(nodes().end(process), ExitCode.FAULT, "has died", "IllegalStateException: boom");
    }

    @Test
    void aMemberThatRatisCloses() throws Exception {
        assertFault(run(Fault.RATIS_CLOSES), ExitCode.RAFT_CLOSED, "Ratis has closed this node's Raft member");
    }

    @Test
    void aLeaderThatNeverBecomesReady() throws Exception {
        assertFault(run(Fault.THE_LOG_WRITER_HANGS), ExitCode.NOT_LEADING, "does not become ready", "stepping down");
    }

    @Test
    void aStopThatHangs() throws Exception {
        Process process = start(Fault.THE_LOG_WRITER_HANGS);
        awaitListening(process);
        process.destroy();
        assertFault(nodes().end(process), ExitCode.STOP_TIMEOUT, "does not stop", "closing did not end within");
    }

    @Test
    void aStopAsAskedIsNoFault() throws Exception {
        Process process = nodes().start(Main.class, "--config", config().toString());
        awaitListening(process);
        process.destroy();
        assertThat(nodes().end(process)).isEqualTo(new Ended(ExitCode.OK.number(), List.of()));
    }

    private Ended run(Fault fault) throws IOException, InterruptedException {
        return nodes().end(start(fault));
    }

    private Process start(Fault fault) throws IOException {
        return nodes().start(PlantedFault.class, fault.name(), config().toString());
    }

    private void awaitListening(Process process) {
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(process.isAlive()).isTrue();
            assertThat(nodes().output()).content().contains("listens");
        });
    }

    private static void assertFault(Ended ended, ExitCode code, String... words) {
        assertThat(ended.errorLines().stream().filter(line -> line.startsWith("registry-node: ")))
                .as("one line for the operator, in %s", ended.errorLines())
                .singleElement()
                .asString()
                .contains(words)
                .endsWith("; the node ends with exit code " + code.number());
        assertThat(ended.exitCode()).isEqualTo(code.number());
    }

    private Path config() throws IOException {
        return nodes().config("data", STOP_SOON);
    }

    private NodeCommand nodes() {
        return new NodeCommand(directory);
    }
}
