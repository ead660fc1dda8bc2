package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.boot.NodeCommand.Ended;
import io.serviceregistry.node.codec.BackupFile;
import io.serviceregistry.node.codec.BackupOrigin;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LongForm;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that restores is killed, and started again with the same arguments. */
@LongForm
class RestoreClusterTest {
    /** The restore of so many takes about as long as the start of its process. */
    private static final int INSTANCES = 30_000;

    private static final int KILLS = 12;
    private static final String MARK = "restore.unfinished";

    @TempDir
    private Path directory;

    @Test
    void aRestoreThatIsKilledAtAnyMomentIsWholeOrSeenToBeNone() throws Exception {
        Path backup = backup();
        NodeCommand nodes = new NodeCommand(directory);
        long beganNanos = System.nanoTime();
        Path data = directory.resolve("whole");
        assertThat(restore(nodes, data, backup).exitCode()).isZero();
        long usualMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
        Map<String, String> whole = content(data);
        assertThat(whole).containsKeys("membership.properties").doesNotContainKey(MARK);

        Random random = new Random(4_711);
        int unfinished = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path killed = directory.resolve("killed-" + kill);
            Process process = nodes.start(Main.class, arguments(nodes, killed, backup));
            long afterMillis;
            if (kill % 2 == 0) {
                // However long a busy machine takes to get there, these are killed within the restore itself.
                awaitMark(killed, process);
                afterMillis = random.nextLong(1 + usualMillis / 20);
            } else {
                // From the start of the JVM's own work to a little after the end.
                afterMillis = usualMillis / 3 + random.nextLong(usualMillis);
            }
            process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            boolean isBegun = Files.exists(killed.resolve(MARK));
            boolean isDone = !isBegun && Files.exists(killed.resolve("membership.properties"));
            unfinished += isBegun ? 1 : 0;
            if (isBegun) {
                assertThatThrownBy(() -> DataDirectory.open(killed, "restored", "n1"))
                        .hasMessageContaining("holds a restore that was cut off");
            }
            Ended again = restore(nodes, killed, backup);
            if (isDone) {
                assertThat(again.exitCode()).isEqualTo(ExitCode.DATA_DIRECTORY.number());
                assertThat(again.errorLines()).singleElement().asString().contains("is not empty");
            } else {
                assertThat(again.exitCode())
                        .as("killed after %s ms: %s", afterMillis, again)
                        .isZero();
            }
            assertThat(content(killed)).as("killed after %s ms", afterMillis).isEqualTo(whole);
        }
        assertThat(unfinished).as("kills within the restore itself").isPositive();
    }

    private static void awaitMark(Path data, Process process) {
        await("the restore begins or ends")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(90))
                .until(() -> Files.exists(data.resolve(MARK)) || !process.isAlive());
    }

    private Ended restore(NodeCommand nodes, Path data, Path backup) throws Exception {
        return nodes.run(arguments(nodes, data, backup));
    }

    private String[] arguments(NodeCommand nodes, Path data, Path backup) throws IOException {
        Path config = nodes.config(data.getFileName().toString(), "");
        Files.writeString(config, Files.readString(config).replace("id: test\n", "id: restored\n"));
        return new String[] {"--config", config.toString(), "--restore", backup.toString()};
    }

    /** All files by name; of the membership what does not differ from directory to directory, and no lock. */
    private static Map<String, String> content(Path data) throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = data.relativize(file).toString();
                if (!name.equals("lock")) {
                    content.put(name, comparable(file));
                }
            }
        }
        return content;
    }

    private static String comparable(Path file) throws IOException {
        if (file.toString().endsWith(".properties") || file.endsWith("raft-meta")) {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("incarnation"))
                    .sorted()
                    .toList()
                    .toString();
        }
        return Files.size(file) + " bytes, " + Arrays.hashCode(Files.readAllBytes(file));
    }

    private Path backup() throws IOException {
        RegistryState state = new RegistryState(StateImage.empty());
        state.beginEntry(new EntryHeader(1, 1, 1, 0));
        for (int i = 0; i < INSTANCES; i++) {
            state.apply(LoggedCommand.internal(Fixtures.register("payments/i-" + i)));
        }
        Path file = directory.resolve("backup");
        try (OutputStream out = Files.newOutputStream(file)) {
            BackupFile.write(
                    new CatalogView(state.image()), new BackupOrigin("test", "n1", "1.2.3", 0, List.of()), out);
        }
        return file;
    }
}
