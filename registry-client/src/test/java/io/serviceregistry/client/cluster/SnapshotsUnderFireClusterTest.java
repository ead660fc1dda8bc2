package io.serviceregistry.client.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.RegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes die, freeze and find their disks damaged while snapshots are written, sent, installed, and the log is purged behind
 * them. Each time they come back, and nothing is lost: {@code AckedMeansDurable}, {@code SameDigestAtSameIndex},
 * {@code NoEarlyExpiry}. One cluster for all tests, since its state takes longest to make; {@code -Drounds=N} repeats each
 * blow.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@LongForm
class SnapshotsUnderFireClusterTest {
    /** A snapshot after each few hundred registrations, and a log that soon no longer reaches back to one who was away. */
    private static final String SNAPSHOTS_ALL_THE_TIME = """
            raft:
              snapshot-entries: 500
              snapshot-size: 1MB
              preserved-log-entries: 100
              log-segment-size: 2MB
            """;

    /** Nodes are started many times here, on machines that may be busy: only the moments to hit are urgent. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int ROUNDS = Integer.getInteger("rounds", 1);
    private static final int DAMAGED = 12;
    private static final int DISK_FAILED = 72;

    /** Well above what 100 preserved entries and one snapshot's worth of log take, and far below what a run writes. */
    private static final long LOG_BOUND = 32L << 20;

    @TempDir
    private static Path directory;

    private NodeProcesses nodes;
    private ClusterObserver observer;
    private RegistryClient client;
    private LoggedLoad load;

    @BeforeAll
    void startClusterWithAState() {
        nodes = new NodeProcesses(3, directory, SNAPSHOTS_ALL_THE_TIME);
        observer = new ClusterObserver(nodes);
        client = RegistryClient.builder().addresses(nodes.addresses()).build();
        load = new LoggedLoad(client);
        awaitReady();
        load.fill(1_500);
        load.start();
    }

    @AfterAll
    void stopCluster() {
        load.close();
        client.close();
        observer.close();
        nodes.close();
    }

    @AfterEach
    void allIsWell() {
        awaitReady();
        load.assertNothingLost();
        // Statuses are asked all the time, of nodes that still start or will not, too.
        assertThat(nodes.ids()).allSatisfy(id -> assertThat(nodes.log(id)).doesNotContain("nobody expected"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(observer.statusesAtOneIndex().stream()
                                .map(NodeStatus::stateDigest)
                                .distinct())
                        .as("SameDigestAtSameIndex")
                        .hasSize(1));
        load.burst(); // the next snapshot lets go of what the last one could not
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes.ids()).allSatisfy(this::isTidy));
    }

    private void isTidy(String id) {
        RaftFiles files = files(id);
        assertThat(files.leftovers()).as("leftovers of " + id).isEmpty();
        assertThat(files.snapshots()).as("snapshots of " + id).hasSizeBetween(1, 3);
        assertThat(files.logBytes()).as("log of " + id).isLessThan(LOG_BOUND);
    }

    @Test
    void killedWhileItWritesASnapshot() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            String victim = round % 2 == 0 ? follower() : leader();
            load.goOn();
            watch(() -> files(victim).isWriting());
            nodes.kill(victim);
            load.pause();
            restart(victim);
        }
    }

    @Test
    void killedRightAfterASnapshotAndWhileItsLogIsPurged() {
        for (int round = 0; round < ROUNDS; round++) {
            String victim = follower();
            long snapshot = files(victim).newestSnapshot();
            load.goOn();
            watch(() -> files(victim).newestSnapshot() > snapshot);
            nodes.kill(victim);
            restart(victim);
            long first = files(victim).firstIndex();
            watch(() -> files(victim).firstIndex() > first);
            nodes.kill(victim);
            load.pause();
            restart(victim);
        }
    }

    @Test
    void killedWhileItInstallsASnapshot() {
        for (int round = 0; round < ROUNDS; round++) {
            String victim = follower();
            nodes.kill(victim);
            outlive(victim);
            long own = files(victim).newestSnapshot();
            nodes.start(victim);
            watch(() -> files(victim).isReceiving());
            nodes.kill(victim);
            nodes.start(victim);
            watch(() -> files(victim).newestSnapshot() > own);
            nodes.kill(victim);
            restart(victim);
        }
    }

    @Test
    void theSenderIsKilledWhileItSendsASnapshot() {
        for (int round = 0; round < ROUNDS; round++) {
            String leader = leader();
            String victim = follower();
            nodes.kill(victim);
            outlive(victim);
            nodes.start(victim);
            watch(() -> files(victim).isReceiving());
            int installs = installs(victim);
            nodes.kill(leader);
            restart(victim, leader);
            assertThat(installs(victim)).as("the next leader sends its own").isGreaterThan(installs);
        }
    }

    @Test
    void frozenInTheMiddleOfASnapshotUntilItNeedsOneAndThenAnother() {
        for (int round = 0; round < ROUNDS; round++) {
            String victim = follower();
            int installs = installs(victim);
            for (int install = 1; install <= 2; install++) {
                load.goOn();
                watch(() -> files(victim).isWriting());
                nodes.signal(victim, "STOP");
                load.pause();
                exceedWhatIsUnderWay();
                outlive(victim);
                nodes.signal(victim, "CONT");
                int expected = installs + install;
                watch(() -> installs(victim) >= expected);
            }
        }
    }

    /** Ratis renames the old snapshots away, then the new ones in: a crash between the two, as it leaves the disk. */
    @Test
    void stoppedBetweenTheTwoRenamesOfAnInstall() throws IOException {
        String victim = follower();
        nodes.kill(victim);
        Path group = files(victim).group();
        Path arrived = Files.createDirectories(group.resolve("tmp").resolve("snapshot-0f0e"));
        Files.write(arrived.resolve("snapshot.1_999999"), new byte[1_000]);
        Files.move(group.resolve("sm"), group.resolve("sm.tmp20260131_120000.000"));
        restart(victim);
    }

    /** Ratis purges from the newest file to the oldest: a crash within, as it leaves the disk. */
    @Test
    void stoppedInTheMiddleOfAPurge() throws IOException {
        String victim = follower();
        RaftFiles files = files(victim);
        load.goOn(); // in large entries: many files hold the few that are kept behind a snapshot
        watch(() -> coveredInTheMiddle(files).isPresent());
        nodes.kill(victim);
        load.pause();
        Path covered = coveredInTheMiddle(files).orElseThrow();
        Files.delete(covered);
        restart(victim);
    }

    /** The second file of the log, if the newest snapshot covers it. */
    private static Optional<Path> coveredInTheMiddle(RaftFiles files) {
        List<Path> segments = files.segments();
        return segments.size() > 3 && files.newestSnapshot() >= RaftFiles.firstIndex(segments.get(2)) - 1
                ? Optional.of(segments.get(1))
                : Optional.empty();
    }

    @Test
    void aDamagedSnapshotIsNeitherTakenNorKept() {
        String leader = leader();
        String victim = follower();
        nodes.kill(victim);
        outlive(victim);
        int installs = installs(victim);
        Set<Path> damaged = new TreeSet<>();
        nodes.start(victim);
        watch(() -> {
            // Not only the newest of now: another may be due, and would be sent instead.
            files(leader).snapshots().stream().filter(damaged::add).forEach(SnapshotsUnderFireClusterTest::flip);
            return !nodes.isRunning(leader);
        });
        assertThat(nodes.awaitEnd(leader, PATIENCE)).as("the sender notices").isEqualTo(DISK_FAILED);
        awaitReady(victim);
        assertThat(installs(victim)).as("it takes another's").isGreaterThan(installs);
        List<Path> kept = files(leader).snapshots();
        assertRefuses(leader, "damaged snapshot", kept.get(0).toString());

        kept.forEach(SnapshotsUnderFireClusterTest::flip);
        restart(leader);
    }

    private static void flip(Path file) {
        RaftFiles.flip(file, size(file) / 2);
    }

    @Test
    void aDamagedLogIsRefused() {
        String victim = follower();
        nodes.kill(victim);
        List<Path> segments = files(victim).segments();
        for (Path file : List.of(segments.get(0), segments.get(segments.size() - 1))) {
            long lengthOfTheFirstEntry = 8;
            RaftFiles.flip(file, lengthOfTheFirstEntry);
            assertRefuses(victim, "damaged log", file.toString());
            RaftFiles.flip(file, lengthOfTheFirstEntry);
        }
        restart(victim);
    }

    private void assertRefuses(String id, String... words) {
        nodes.start(id);
        assertThat(nodes.awaitEnd(id, PATIENCE)).as("exit code of " + id).isEqualTo(DAMAGED);
        String log = nodes.log(id).strip();
        assertThat(log.substring(log.lastIndexOf('\n') + 1))
                .startsWith("registry-node: node.data-dir: ")
                .contains(words);
    }

    /**
     * Writes more than can be on its way to a node that does not answer: 4 MiB in the window of the stream, an append of 4 MiB
     * that waits for room in it, and some in the system's buffers. All that reaches the node in the end, and if it were all
     * there is, the node would need no snapshot.
     */
    private void exceedWhatIsUnderWay() {
        for (int megabytes = 0; megabytes < 24; megabytes += 4) {
            load.burst();
        }
    }

    /** Writes until the others have let go of what a node would need to catch up from the log. */
    private void outlive(String away) {
        List<String> others =
                nodes.ids().stream().filter(id -> !id.equals(away)).toList();
        long last = others.stream()
                .flatMap(id -> observer.status(id).stream())
                .mapToLong(status -> status.header().logIndex())
                .max()
                .orElseThrow();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> {
            load.burst();
            assertThat(others)
                    .allSatisfy(id -> assertThat(files(id).firstIndex()).isGreaterThan(last));
        });
    }

    private void restart(String... ids) {
        for (String id : ids) {
            if (!nodes.isRunning(id)) {
                nodes.start(id);
            }
        }
        awaitReady(ids);
    }

    private void awaitReady(String... ids) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ids.length == 0 ? nodes.ids() : List.of(ids))
                        .filteredOn(id ->
                                observer.status(id).filter(NodeStatus::ready).isEmpty())
                        .isEmpty());
    }

    private String leader() {
        return await().atMost(PATIENCE)
                .until(observer::leader, found -> found.isPresent())
                .orElseThrow();
    }

    private String follower() {
        String leader = leader();
        return nodes.ids().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
    }

    private RaftFiles files(String id) {
        return new RaftFiles(nodes.dataDirectory(id));
    }

    private int installs(String id) {
        return nodes.log(id).split("Installed a snapshot of another node", -1).length - 1;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a moment that may be over within milliseconds. */
    private static void watch(Callable<Boolean> moment) {
        ConditionFactory closely =
                await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
        closely.until(moment);
    }
}
