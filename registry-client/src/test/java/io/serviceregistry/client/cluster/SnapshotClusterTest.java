package io.serviceregistry.client.cluster;

import static io.serviceregistry.client.cluster.ClusterObserver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.RegistryClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose log no longer reaches back far enough catches up from a snapshot, and nodes start from their own. */
class SnapshotClusterTest {
    /** Small enough for a snapshot and a purge of the log within a few megabytes of registrations. */
    private static final String SMALL_LOG = """
            raft:
              snapshot-entries: 100
              snapshot-size: 1MB
              preserved-log-entries: 100
              log-segment-size: 2MB
            """;

    private static final String FOUR_KILOBYTES = "x".repeat(4_000);
    private static final int ROUND = 500;

    @TempDir
    private Path directory;

    private NodeProcesses nodes;
    private ClusterObserver observer;
    private RegistryClient client;

    @BeforeEach
    void startCluster() {
        nodes = new NodeProcesses(3, directory, SMALL_LOG);
        observer = new ClusterObserver(nodes);
        // Two megabytes at once, for nodes that have just been started: what takes long must not end in doubt.
        client = RegistryClient.builder()
                .addresses(nodes.addresses())
                .callDeadline(PATIENCE)
                .attemptTimeout(PATIENCE.dividedBy(2))
                .build();
        awaitReady();
    }

    @AfterEach
    void stopCluster() {
        client.close();
        observer.close();
        nodes.close();
    }

    @Test
    @LongForm
    void aNodeThatWasAwayForLongerThanTheLogCatchesUp() {
        String away = nodes.ids().stream()
                .filter(id -> !observer.leader().orElseThrow().equals(id))
                .findFirst()
                .orElseThrow();
        nodes.kill(away);
        Map<String, Long> granted = new TreeMap<>();
        long snapshotBefore = 0;
        // Each round is about a segment of log; after a few, snapshots have let the first segments go.
        for (int round = 0; round < 5; round++) {
            granted.putAll(register(round));
            snapshotBefore = awaitSnapshotAfter(snapshotBefore, away);
        }
        nodes.start(away);
        awaitReady();
        assertSameEverywhere(granted);
        assertThat(observer.status(away))
                .hasValueSatisfying(status -> assertThat(status.snapshotIndex()).isPositive());

        nodes.ids().forEach(nodes::kill);
        nodes.ids().forEach(nodes::start);
        awaitReady();
        assertSameEverywhere(granted);
    }

    private Map<String, Long> register(int round) {
        Map<String, CompletableFuture<GrantedLease>> asked = new TreeMap<>();
        for (int i = 0; i < ROUND; i++) {
            InstanceKey key = InstanceKey.of("big", "i%d-%03d".formatted(round, i));
            asked.put(
                    key.instanceId(),
                    client.async()
                            .register(InstanceSpec.of(key)
                                    .withMetadata("text", FOUR_KILOBYTES)
                                    .withLease(LeasePolicy.withoutTtl())));
        }
        Map<String, Long> granted = new TreeMap<>();
        asked.forEach((id, lease) -> granted.put(id, lease.join().leaseId()));
        return granted;
    }

    private long awaitSnapshotAfter(long index, String except) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(snapshots(except))
                        .allSatisfy(found -> assertThat(found).isGreaterThan(index)));
        return snapshots(except).stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    private List<Long> snapshots(String except) {
        // A registration moves the log, so that a snapshot falls due by time or count.
        client.register(InstanceSpec.of(InstanceKey.of("pulse", "p")).withLease(LeasePolicy.withoutTtl()));
        return nodes.ids().stream()
                .filter(id -> !id.equals(except))
                .map(id -> observer.status(id).map(NodeStatus::snapshotIndex).orElse(0L))
                .toList();
    }

    private void awaitReady() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.ids())
                        .filteredOn(id ->
                                observer.status(id).filter(NodeStatus::ready).isEmpty())
                        .isEmpty());
    }

    private void assertSameEverywhere(Map<String, Long> granted) {
        for (String id : nodes.ids()) {
            Map<String, Long> found = new TreeMap<>();
            observer.instances(id, "big")
                    .forEach(instance -> found.put(instance.key().instanceId(), instance.leaseId()));
            assertThat(found).as("registrations on " + id).isEqualTo(granted);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(observer.statusesAtOneIndex().stream()
                                .map(NodeStatus::stateDigest)
                                .distinct())
                        .as("SameDigestAtSameIndex")
                        .hasSize(1));
        await().atMost(PATIENCE).untilAsserted(observer::assertNoFalseAlarm);
    }
}
