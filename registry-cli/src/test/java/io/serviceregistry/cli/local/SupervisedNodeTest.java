package io.serviceregistry.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.cli.testkit.ManualClock;
import io.serviceregistry.cli.time.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The supervisor as it is, real processes and signals; but no nodes: the "Java" of this test only waits, or ends. */
class SupervisedNodeTest {

    private static final int PORT_OFFSET = 21_000; // below the ports that systems hand out

    /** Without pauses. */
    private static final Supervision AT_ONCE = new Supervision(2, Duration.ofMinutes(5), Duration.ZERO, Duration.ZERO);

    @TempDir
    Path temporary = Path.of("");

    private final ManualClock clock = new ManualClock();
    private Path root = Path.of("");

    @BeforeEach
    void makeAFolderThatAShellCouldStumbleOver() throws IOException {
        root = Files.createDirectories(temporary.resolve("it's \"one\" $HOME"));
        Files.createDirectories(root.resolve("dist"));
    }

    @AfterEach
    void leaveNothingBehind() {
        cluster().stopAll();
    }

    @Test
    void aNodeThatIsKilledFromOutsideIsStartedAgain() throws IOException {
        NodeProcess node = start(waiting(), AT_ONCE);
        assertThat(node.state()).isEqualTo(NodeProcess.State.RUNNING);
        long before = pid(node);
        ProcessHandle.of(before).orElseThrow().destroyForcibly();
        await(() -> node.findProcess().filter(found -> found.pid() != before).isPresent());
        assertThat(node.isSupervised()).isTrue();
        await(() -> node.findRestarts().equals(Optional.of(new Restarts(1, "137", false))));
    }

    @Test
    void aNodeThatIsKilledByCommandStaysStopped() throws IOException {
        NodeProcess node = start(waiting(), AT_ONCE);
        assertThat(cluster().kill(node.node())).isTrue();
        assertThat(node.isGone()).isTrue();
        assertThat(cluster().kill(node.node())).isFalse();
        assertThat(Files.readAllLines(node.log()).stream().filter("begun"::equals))
                .as("starts")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(start(waiting(), AT_ONCE).state()).isEqualTo(NodeProcess.State.RUNNING);
        assertThat(node.findRestarts()).contains(new Restarts(0, "", false));
    }

    @Test
    void stoppingAllEndsTheSupervisorsToo() throws IOException {
        NodeProcess node = start(waiting(), AT_ONCE);
        assertThat(cluster().stopAll()).isEqualTo(new LocalCluster.StopReport(List.of("n1"), List.of()));
        assertThat(node.isGone()).isTrue();
    }

    @Test
    void aNodeThatWaitsForItsNextStartCanBeStopped() throws IOException {
        Supervision patient = new Supervision(9, Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofHours(1));
        NodeProcess node = start(java("exit 70"), patient);
        await(() -> node.state() == NodeProcess.State.STOPPED && node.isSupervised());
        assertThat(cluster().kill(node.node())).isTrue();
        assertThat(node.isGone()).isTrue();
    }

    @Test
    void pausesAndResumesAsWithoutASupervisor() throws IOException {
        NodeProcess node = start(waiting(), AT_ONCE);
        long before = pid(node);
        assertThat(cluster().pause(node.node())).isTrue();
        assertThat(node.state()).isEqualTo(NodeProcess.State.PAUSED);
        assertThat(cluster().resume(node.node())).isTrue();
        assertThat(pid(node)).isEqualTo(before);
    }

    @Test
    void aNodeThatEndsTooOftenIsGivenUp() throws IOException {
        NodeProcess node = start(java("echo again; exit 70"), AT_ONCE);
        await(node::isGone);
        assertThat(node.findRestarts()).contains(new Restarts(2, "70", true));
        assertThat(node.log()).hasContent("again\nagain\nagain\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 10, 12, 75})
    void aNodeIsLeftStoppedWhenANewStartWouldNotHelp(int exitCode) throws IOException {
        NodeProcess node = start(java("exit " + exitCode), AT_ONCE);
        await(node::isGone);
        assertThat(node.findRestarts()).contains(new Restarts(0, Integer.toString(exitCode), false));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 11, 13, 70, 71, 72, 73, 74})
    void aNodeIsStartedAgainAfterWhatANewStartMayMend(int exitCode) throws IOException {
        NodeProcess node =
                start(java("exit " + exitCode), new Supervision(1, AT_ONCE.window(), Duration.ZERO, Duration.ZERO));
        await(node::isGone);
        assertThat(node.findRestarts()).contains(new Restarts(1, Integer.toString(exitCode), true));
    }

    @Test
    void aSupervisorThatIsKilledLeavesItsNodeToBeStoppedLikeAnyOther() throws IOException {
        NodeProcess node = start(waiting(), AT_ONCE);
        ProcessHandle.of(pid(node)).flatMap(ProcessHandle::parent).orElseThrow().destroyForcibly();
        await(() -> !node.isSupervised());
        assertThat(node.state()).isEqualTo(NodeProcess.State.RUNNING);
        assertThat(cluster().stopAll().stopped()).containsExactly("n1");
        assertThat(node.isGone()).isTrue();
    }

    private NodeProcess start(NodeJvm jvm, Supervision supervision) {
        LocalCluster cluster = cluster();
        List<LocalNode> first = cluster.plan().nodes().subList(0, 1);
        return cluster.start(first, jvm, root.resolve("dist"), Optional.of(supervision))
                .get(0);
    }

    private LocalCluster cluster() {
        return LocalCluster.findOrCreate(
                new StateFolder(root.resolve("cluster")), new ClusterPlan(3, PORT_OFFSET), clock);
    }

    private static long pid(NodeProcess node) {
        return node.findProcess().orElseThrow().pid();
    }

    private NodeJvm waiting() throws IOException {
        return java("echo begun; for last; do :; done; exec tail -f \"$last\"");
    }

    /** A Java that runs a script, whatever its arguments; they stay visible on its command line. */
    private NodeJvm java(String script) throws IOException {
        Path bin = Files.createDirectories(root.resolve("jdk").resolve("bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new NodeJvm(root.resolve("jdk"), 17);
    }

    private void await(BooleanSupplier condition) {
        assertThat(Patience.of(clock, Duration.ofMinutes(5), Duration.ofMillis(50))
                        .await(condition))
                .isTrue();
    }
}
