package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.boot.NodeCommand.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot start says why in one line and ends with the exit code of that reason: the real process. */
class StartRefusalClusterTest {
    @TempDir
    private Path directory;

    @Test
    void aConfigurationThatIsNotThere() throws Exception {
        assertRefused(start(directory.resolve("none.yaml")), ExitCode.CONFIG, "none.yaml", "cannot be read");
    }

    @Test
    void aKeyThatIsNotKnown() throws Exception {
        assertRefused(
                start(config("data", "raft:\n  election-timeout: 1s\n")), ExitCode.CONFIG, "raft.election-timeout");
    }

    @Test
    void aValueThatBreaksItsRule() throws Exception {
        assertRefused(start(config("data", "lease:\n  tick: 1h\n")), ExitCode.CONFIG, "lease.tick", "1h", "500ms");
    }

    @Test
    void aPortThatIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (int place = 0; place < 3; place++) {
                List<Integer> ports = FreePorts.find(3);
                ports.set(place, taken.getLocalPort());
                assertRefused(
                        start(nodes().config("data-" + place, ports, "")),
                        ExitCode.PORT_BUSY,
                        Integer.toString(taken.getLocalPort()),
                        "free port");
            }
        }
    }

    @Test
    void aDataDirectoryThatCannotBeMade() throws Exception {
        // A file in its place: rights would not do, because root has them all.
        Files.writeString(directory.resolve("data"), "a file");
        assertRefused(start(config("data", "")), ExitCode.DATA_DIRECTORY, "node.data-dir", "cannot be written");
    }

    @Test
    void aDataDirectoryOfAnotherCluster() throws Exception {
        Path data = directory.resolve("data");
        DataDirectory.open(data, "another", "n1").close();
        assertRefused(start(config("data", "")), ExitCode.DATA_DIRECTORY, "cluster.id 'another', not 'test'");
    }

    @Test
    void aDataDirectoryOfAnotherNode() throws Exception {
        DataDirectory.open(directory.resolve("data"), "test", "n7").close();
        assertRefused(start(config("data", "")), ExitCode.DATA_DIRECTORY, "node.id 'n7', not 'n1'");
    }

    @Test
    void aDataDirectoryInUse() throws Exception {
        DataDirectory held = DataDirectory.open(directory.resolve("data"), "test", "n1");
        assertRefused(start(config("data", "")), ExitCode.DATA_DIRECTORY, "in use by another process");
        held.close();
    }

    @Test
    void theLogOfNoNodeOrOfOneThatRuns() throws Exception {
        String file = directory.resolve("exported").toString();
        Path config = config("data", "");
        assertRefused(
                nodes().run("--config", config.toString(), "--export-log", file),
                ExitCode.DATA_DIRECTORY,
                "has no log");
        DataDirectory held = DataDirectory.open(directory.resolve("data"), "test", "n1");
        assertRefused(
                nodes().run("--config", config.toString(), "--export-log", file),
                ExitCode.DATA_DIRECTORY,
                "in use by another process");
        held.close();
    }

    @Test
    void aLogWithoutAnOwner() throws Exception {
        Files.createDirectories(directory.resolve("data").resolve("raft"));
        assertRefused(start(config("data", "")), ExitCode.DATA_DIRECTORY, "node.properties");
    }

    @Test
    void anUnknownArgument() throws Exception {
        assertRefused(nodes().run("--nonsense"), ExitCode.USAGE, "usage:");
    }

    private static void assertRefused(Ended ended, ExitCode code, String... words) {
        assertThat(ended.errorLines()).as("one line for the operator").hasSize(1);
        assertThat(ended.errorLines().get(0)).startsWith("registry-node: ").contains(words);
        assertThat(ended.exitCode()).isEqualTo(code.number());
    }

    private Path config(String data, String more) throws IOException {
        return nodes().config(data, more);
    }

    private Ended start(Path config) throws IOException, InterruptedException {
        return nodes().run("--config", config.toString());
    }

    private NodeCommand nodes() {
        return new NodeCommand(directory);
    }
}
