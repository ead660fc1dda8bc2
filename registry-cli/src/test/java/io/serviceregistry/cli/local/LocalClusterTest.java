package io.serviceregistry.cli.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.cli.testkit.ManualClock;
import io.serviceregistry.cli.time.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, but no nodes: the "Java" of this test only waits. */
class LocalClusterTest {

    private static final int PORT_OFFSET = 20_000; // below the ports that systems hand out

    private static final Optional<Supervision> NOT_SUPERVISED = Optional.empty();

    @TempDir
    Path temporary = Path.of("");

    private final ManualClock clock = new ManualClock();
    private Path distribution = Path.of("");
    private StateFolder folder = new StateFolder(Path.of(""));

    @BeforeEach
    void makeADistributionAndAJava() throws IOException {
        distribution = Files.createDirectories(temporary.resolve("dist"));
        Files.writeString(distribution.resolve("node.jar"), "jar");
        folder = new StateFolder(temporary.resolve("cluster"));
        java("waiting", "for last; do :; done; exec tail -f \"$last\"");
    }

    @AfterEach
    void leaveNothingBehind() {
        LocalCluster.find(folder, clock).ifPresent(LocalCluster::stopAll);
    }

    @Test
    void startsWhatIsStoppedAndLeavesWhatRuns() {
        LocalCluster cluster = cluster();
        assertThat(start(cluster)).hasSize(3);
        assertThat(states(cluster)).containsOnly(NodeProcess.State.RUNNING);
        assertThat(start(cluster)).isEmpty();

        LocalNode second = node(cluster, 2);
        assertThat(cluster.kill(second)).isTrue();
        assertThat(cluster.kill(second)).isFalse();
        assertThat(cluster.process(second).state()).isEqualTo(NodeProcess.State.STOPPED);
        assertThat(start(cluster)).extracting(process -> process.node().id()).containsExactly("n2");
    }

    @Test
    void pausesResumesAndStartsThePausedAgain() {
        LocalCluster cluster = cluster();
        start(cluster);
        LocalNode first = node(cluster, 1);
        assertThat(cluster.pause(first)).isTrue();
        assertThat(cluster.process(first).state()).isEqualTo(NodeProcess.State.PAUSED);
        assertThat(cluster.resume(first)).isTrue();
        assertThat(cluster.process(first).state()).isEqualTo(NodeProcess.State.RUNNING);
        cluster.pause(first);
        assertThat(start(cluster)).isEmpty();
        assertThat(cluster.process(first).state()).isEqualTo(NodeProcess.State.RUNNING);
    }

    @Test
    void stopsAllThePausedIncluded() {
        LocalCluster cluster = cluster();
        start(cluster);
        cluster.pause(node(cluster, 3));
        LocalCluster.StopReport report = cluster.stopAll();
        assertThat(report.stopped()).containsExactly("n1", "n2", "n3");
        assertThat(report.killed()).isEmpty();
        assertThat(states(cluster)).containsOnly(NodeProcess.State.STOPPED);
        assertThat(cluster.stopAll().stopped()).isEmpty();
    }

    @Test
    void killsWhatDoesNotStopInTime() throws IOException {
        LocalCluster cluster = cluster();
        NodeJvm stubborn = java("stubborn", "trap '' TERM; echo deaf; while :; do sleep 0.2; done");
        NodeProcess process = start(cluster, stubborn).get(0);
        await(() -> Files.exists(process.log()) && !process.lastWords(1).isEmpty());
        LocalCluster.StopReport report = cluster.stopAll();
        assertThat(report.killed()).containsExactly("n1");
        assertThat(states(cluster)).containsOnly(NodeProcess.State.STOPPED);
    }

    @Test
    void aNodeRunsFromJarsThatABuildCannotReplace() throws IOException {
        LocalCluster cluster = cluster();
        start(cluster);
        Files.delete(distribution.resolve("node.jar"));
        assertThat(folder.of(node(cluster, 1)).lib().resolve("node.jar")).hasContent("jar");
    }

    @Test
    void aBusyPortStartsNoNodeAndIsNamed() throws IOException {
        LocalCluster cluster = cluster();
        try (ServerSocket busy = new ServerSocket(27_403, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> start(cluster))
                    .isInstanceOf(LocalClusterException.class)
                    .hasMessageContaining("port " + busy.getLocalPort() + " (gRPC of n3) is in use");
        }
        assertThat(states(cluster)).containsOnly(NodeProcess.State.STOPPED);
    }

    @Test
    void lastWordsAreWhatWentToStandardError() throws IOException {
        LocalCluster cluster = cluster();
        NodeJvm failing = java("failing", "echo starting; echo 'data-dir: not writable' >&2; exit 5");
        NodeProcess process = start(cluster, failing).get(0);
        await(process::isGone);
        assertThat(process.lastWords(3)).containsExactly("data-dir: not writable");
    }

    @Test
    void thePlanIsFixedOnceANodeWasStarted() {
        LocalCluster other = LocalCluster.findOrCreate(folder, new ClusterPlan(5, PORT_OFFSET), clock);
        assertThat(other.plan().nodeCount()).isEqualTo(5);
        start(cluster());
        assertThatThrownBy(() -> LocalCluster.findOrCreate(folder, new ClusterPlan(5, PORT_OFFSET), clock))
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("has 3 nodes")
                .hasMessageContaining("--delete-data");
    }

    @Test
    void oneCommandAtATime() {
        LocalCluster cluster = cluster();
        try (ClusterLock held = ClusterLock.take(folder)) {
            assertThatThrownBy(cluster::stopAll)
                    .isInstanceOf(LocalClusterException.class)
                    .hasMessageContaining("another registryctl");
        }
    }

    @Test
    void deletesOnlyWhatIsStopped() {
        LocalCluster cluster = cluster();
        start(cluster);
        assertThatThrownBy(cluster::delete)
                .isInstanceOf(LocalClusterException.class)
                .hasMessageContaining("runs");
        cluster.stopAll();
        cluster.delete();
        assertThat(folder.root()).doesNotExist();
    }

    private void await(BooleanSupplier condition) {
        assertThat(Patience.of(clock, Duration.ofMinutes(5), Duration.ofMillis(50))
                        .await(condition))
                .isTrue();
    }

    private LocalCluster cluster() {
        return LocalCluster.findOrCreate(folder, new ClusterPlan(3, PORT_OFFSET), clock);
    }

    private List<NodeProcess> start(LocalCluster cluster) {
        return cluster.start(
                cluster.plan().nodes(), new NodeJvm(temporary.resolve("waiting"), 17), distribution, NOT_SUPERVISED);
    }

    private List<NodeProcess> start(LocalCluster cluster, NodeJvm jvm) {
        return cluster.start(List.of(node(cluster, 1)), jvm, distribution, NOT_SUPERVISED);
    }

    /** A Java that runs a script, whatever its arguments; they stay visible on its command line. */
    private NodeJvm java(String name, String script) throws IOException {
        Path bin = Files.createDirectories(temporary.resolve(name).resolve("bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new NodeJvm(temporary.resolve(name), 17);
    }

    private static LocalNode node(LocalCluster cluster, int number) {
        return cluster.plan().nodes().get(number - 1);
    }

    private static Set<NodeProcess.State> states(LocalCluster cluster) {
        return Set.copyOf(cluster.processes().stream().map(NodeProcess::state).toList());
    }
}
