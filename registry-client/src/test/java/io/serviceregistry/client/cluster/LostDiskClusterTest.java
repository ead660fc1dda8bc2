package io.serviceregistry.client.cluster;

import static io.serviceregistry.client.cluster.ClusterObserver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.RegistryClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outcomes that docs/operations.md has for a log that is damaged, and for a disk that is full. */
@LongForm
class LostDiskClusterTest {
    private static final int DATA_DIRECTORY = 12;
    private static final int DISK_FAILED = 72;

    /** Room for the log as it is preallocated, and some more. */
    private static final int DISK_MEGABYTES = 48;

    @TempDir
    private Path directory;

    private Optional<SmallDisk> disk = Optional.empty();
    private NodeProcesses nodes;
    private ClusterObserver observer;
    private RegistryClient client;
    private int registered;

    @BeforeEach
    void startCluster() {
        disk = SmallDisk.mount(directory.resolve("n2"), DISK_MEGABYTES);
        nodes = new NodeProcesses(3, directory);
        observer = new ClusterObserver(nodes);
        client = RegistryClient.builder().addresses(nodes.addresses()).build();
        awaitReady();
        for (int i = 0; i < 50; i++) {
            register();
        }
    }

    @AfterEach
    void stopCluster() {
        client.close();
        observer.close();
        nodes.close();
        disk.ifPresent(SmallDisk::close);
    }

    @Test
    void aFlippedBitInTheLogKeepsANodeFromStartingUntilItIsReplaced() throws IOException {
        String sick = follower();
        nodes.kill(sick);
        try (RandomAccessFile log = newestLog(sick)) {
            long middle = written(log) / 2;
            log.seek(middle);
            int before = log.read();
            log.seek(middle);
            log.write(before ^ 1);
        }
        refusesToStart(sick);
        replace(sick);
    }

    @Test
    void aTruncatedLogKeepsANodeFromStartingUntilItIsReplaced() throws IOException {
        String sick = follower();
        awaitMark(sick);
        nodes.kill(sick);
        try (RandomAccessFile log = newestLog(sick)) {
            log.setLength(written(log) / 2);
        }
        refusesToStart(sick);
        replace(sick);
    }

    @Test
    void aFullDiskEndsANodeAndTheOthersGoOn() {
        assumeThat(disk).as("root may mount").isPresent();
        String leads = "n2"; // the worst of the three to lose
        await().atMost(PATIENCE).untilAsserted(() -> {
            client.transferLeadership(leads);
            assertThat(observer.leader()).contains(leads);
        });

        disk.orElseThrow().fill();
        await().atMost(PATIENCE).untilAsserted(() -> {
            registerLarge();
            assertThat(nodes.isRunning(leads)).isFalse();
        });
        assertThat(nodes.awaitEnd(leads, PATIENCE)).isEqualTo(DISK_FAILED);
        assertThat(nodes.log(leads)).contains("No space left on device").contains("exit code " + DISK_FAILED);
        register();

        disk.orElseThrow().empty();
        nodes.start(leads);
        awaitReady();
        awaitOneDigest();
    }

    /** A node notes once a second how much of its log it must never lose. */
    private void awaitMark(String id) throws IOException {
        Path mark = nodes.dataDirectory(id).resolve("raft.low-water-mark");
        FileTime before = Files.getLastModifiedTime(mark);
        register();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Files.getLastModifiedTime(mark)).isGreaterThan(before));
    }

    private void refusesToStart(String sick) {
        int before = nodes.log(sick).length();
        nodes.start(sick);
        assertThat(nodes.awaitEnd(sick, PATIENCE)).isEqualTo(DATA_DIRECTORY);
        assertThat(nodes.log(sick).substring(before)).contains("holds a damaged log");
        register(); // the others go on
    }

    /** As the runbook has it. */
    private void replace(String sick) throws IOException {
        client.removeMember(sick);
        Path data = nodes.dataDirectory(sick);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder())
                    .filter(file -> !file.equals(data))
                    .toList()) {
                Files.delete(file);
            }
        }
        nodes.start(sick);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            client.addMember(nodes.asMember(sick));
            return true;
        });
        awaitReady();
        awaitOneDigest();
    }

    private RandomAccessFile newestLog(String id) throws IOException {
        List<Path> segments = new RaftFiles(nodes.dataDirectory(id)).segments();
        return new RandomAccessFile(segments.get(segments.size() - 1).toFile(), "rw");
    }

    /** How far the file is written: the rest is preallocated. */
    private static long written(RandomAccessFile log) throws IOException {
        long end = log.length();
        int last = 0;
        while (last == 0) {
            log.seek(--end);
            last = log.read();
        }
        return end + 1;
    }

    private void register() {
        client.register(spec(""));
    }

    private void registerLarge() {
        client.register(spec("x".repeat(4_000)));
    }

    private InstanceSpec spec(String note) {
        return InstanceSpec.of(InstanceKey.of("written", "w" + registered++))
                .withMetadata("note", note)
                .withLease(LeasePolicy.withoutTtl());
    }

    private String follower() {
        String leader = await().atMost(PATIENCE)
                .until(observer::leader, Optional::isPresent)
                .orElseThrow();
        return nodes.ids().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
    }

    private void awaitReady() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.ids())
                        .filteredOn(id ->
                                observer.status(id).filter(NodeStatus::ready).isEmpty())
                        .isEmpty());
    }

    private void awaitOneDigest() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(observer.statusesAtOneIndex().stream()
                                .map(NodeStatus::stateDigest)
                                .distinct())
                        .hasSize(1));
    }
}
