package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.serviceregistry.node.codec.Backup;
import io.serviceregistry.node.codec.BackupFile;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.state.Restoration;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.LongForm;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.BackupRequest;
import io.serviceregistry.proto.v1.BackupResponse;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.Endpoint;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RenewRequest;
import io.serviceregistry.proto.v1.RenewalStatus;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.StatusResponse;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster is lost, and another goes on from a backup of it. */
class BackupClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SERVICE = "payments";

    /** Of instances of 7 KiB: several times what gRPC and its connection buffer for a call. */
    private static final int MORE_THAN_A_CALL_HOLDS = 600;

    private static final String SETTINGS = """
            stop:
              drain: 100ms
              leadership: 500ms
            """;

    @TempDir
    private Path directory;

    private final Map<Long, Long> digests = new ConcurrentHashMap<>();
    private @Nullable NodesInOneJvm running;

    @AfterEach
    void stop() throws Exception {
        if (running != null) {
            running.close();
        }
    }

    /** Takes half a minute; only in the gate, as the long form of the client's cluster tests. */
    @LongForm
    @Test
    void aClusterOfAnySizeGoesOnFromABackupThatAnyNodeGaveUnderLoad() throws Exception {
        NodesInOneJvm old = keep(new NodesInOneJvm(3, directory.resolve("old"), SETTINGS));
        awaitReady(old);
        Map<String, Long> leases = new HashMap<>();
        for (int i = 0; i < 5; i++) {
            leases.put("kept-" + i, register(old, "n1", "kept-" + i).getLeaseId());
        }
        Map<String, Path> backups = backupsUnderLoad(old);
        long seen = old.status("n1").getHeader().getRevision();
        long newest = register(old, "n2", "after-the-backup").getLeaseId();
        old.close();

        for (int size : List.of(1, 5)) {
            Path file = Objects.requireNonNull(backups.get(size == 1 ? "n1" : "n3"));
            Backup backup = BackupFile.read(file);
            Path home = directory.resolve("new-" + size);
            NodesInOneJvm next = keep(new NodesInOneJvm(size, home, SETTINGS, "new-" + size, Optional.of(file)));
            awaitReady(next);
            String node = "n" + size;
            assertThat(next.status(node).getHeader().getRevision())
                    .isEqualTo(backup.image().revision() + Restoration.BUMP)
                    .isGreaterThan(seen);
            assertThat(discovered(next, node)).isEqualTo(catalog(backup));
            assertThat(renewed(next, node, leases.values()))
                    .containsOnly(RenewalStatus.RENEWAL_STATUS_RENEWED)
                    .hasSize(5);
            assertThat(renewed(next, node, List.of(newest))).containsExactly(RenewalStatus.RENEWAL_STATUS_UNKNOWN);
            assertThat(firstOfWatch(next, node, NodesInOneJvm.CLUSTER_ID, seen).hasResync())
                    .isTrue();
            assertThat(firstOfWatch(next, node, "new-" + size, backup.image().revision())
                            .hasResync())
                    .isTrue();
            RegisterResponse registered = register(next, node, "new");
            assertThat(registered.getLeaseId()).isGreaterThan(Restoration.BUMP);
            assertThat(registered.getHeader().getRevision())
                    .isEqualTo(backup.image().revision() + Restoration.BUMP + 1);
            assertThat(next.faults()).isEmpty();
            next.stop(node); // and what it has on its disk is enough to start again
            next.start(node);
            awaitReady(next);
            next.close();
        }
    }

    /** From each node, while others register and renew; each is the state that the whole cluster had at its log index. */
    private Map<String, Path> backupsUnderLoad(NodesInOneJvm cluster) throws Exception {
        AtomicBoolean loading = new AtomicBoolean(true);
        Thread load = new Thread(() -> {
            for (int i = 0; loading.get(); i++) {
                long lease =
                        register(cluster, "n" + (1 + i % 3), "load-" + i % 500).getLeaseId();
                renewed(cluster, "n" + (1 + i % 3), List.of(lease));
            }
        });
        Thread notes = new Thread(() -> {
            while (loading.get()) {
                for (String id : cluster.ids()) {
                    note(cluster.status(id));
                }
            }
        });
        load.start();
        notes.start();
        Map<String, Path> files = new HashMap<>();
        for (String id : cluster.ids()) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                Path file = backup(cluster, id);
                files.put(id, file);
                Backup backup = BackupFile.read(file);
                assertThat(digests)
                        .containsEntry(backup.image().logIndex(), backup.image().digest());
            });
        }
        loading.set(false);
        load.join();
        notes.join();
        return files;
    }

    private void note(StatusResponse status) {
        digests.put(status.getHeader().getLogIndex(), Long.parseUnsignedLong(status.getStateDigest(), 16));
    }

    @Test
    void whatCannotBeRestoredIsRefusedInOneLineAndAnUnfinishedRestoreIsBegunAnew() throws Exception {
        NodesInOneJvm old = keep(new NodesInOneJvm(1, directory.resolve("old"), SETTINGS));
        awaitReady(old);
        register(old, "n1", "kept");
        Path file = backup(old, "n1");
        NodesInOneJvm beside = new NodesInOneJvm(directory.resolve("beside"), "beside");
        assertRefused(
                beside,
                file,
                ExitCode.OLD_CLUSTER_RUNS,
                "the cluster of the backup is still there: n1 of cluster test runs at 127.0.0.1:");
        assertThat(beside.config("n1").node().dataDir()).doesNotExist();
        assertThat(Restore.of(beside.config("n1"), file, true, step -> {})).startsWith("restored 1 instances");
        old.close();

        assertRefused(old, file, ExitCode.BACKUP_REFUSED, "cluster.id: test is the cluster of the backup");
        NodesInOneJvm next = keep(new NodesInOneJvm(1, directory.resolve("new"), SETTINGS, "new", Optional.of(file)));
        awaitReady(next);
        next.stop("n1");
        assertRefused(
                next,
                file,
                ExitCode.DATA_DIRECTORY,
                "is not empty: it holds addresses.properties, membership.properties");
        Path damaged = Files.write(directory.resolve("damaged"), flipped(Files.readAllBytes(file)));
        assertRefused(next, damaged, ExitCode.BACKUP_REFUSED, "its SHA-256 is not that of its content");
        assertRefused(next, directory.resolve("none"), ExitCode.BACKUP_REFUSED, "the backup cannot be read");

        Path data = next.config("n1").node().dataDir();
        Files.createFile(data.resolve("restore.unfinished"));
        assertThatThrownBy(() -> next.start("n1"))
                .hasMessageContaining("holds a restore that was cut off: restore again, or empty the directory");
        restore(next, file);
        next.start("n1");
        awaitReady(next);
        assertThat(discovered(next, "n1")).containsOnlyKeys("kept");
    }

    @Test
    void twoThatNobodyReadsKeepAThirdAwayAndNothingElse() throws Exception {
        NodesInOneJvm cluster = keep(new NodesInOneJvm(1, directory.resolve("one"), SETTINGS));
        awaitReady(cluster);
        for (int i = 0; i < MORE_THAN_A_CALL_HOLDS; i++) {
            cluster.registration("n1").register(fat("fat-" + i));
        }
        ClientCall<BackupRequest, BackupResponse> first = backupThatNobodyReads(cluster);
        ClientCall<BackupRequest, BackupResponse> second = backupThatNobodyReads(cluster);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThatThrownBy(() -> backup(cluster, "n1"))
                        .hasMessageContaining("as many backups as may be are under way on this node"));
        assertThat(register(cluster, "n1", "meanwhile").getLeaseId()).isPositive();
        assertThat(discovered(cluster, "n1")).containsKey("meanwhile");

        first.cancel("gone", null);
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(catalog(BackupFile.read(backup(cluster, "n1"))))
                        .containsKey("meanwhile"));
        second.cancel("gone", null);
        assertThat(cluster.faults()).isEmpty();
    }

    /** A call that asks for no response: the node may write what the connection takes, and then waits. */
    private static ClientCall<BackupRequest, BackupResponse> backupThatNobodyReads(NodesInOneJvm cluster) {
        ClientCall<BackupRequest, BackupResponse> call =
                cluster.channel("n1").newCall(AdminServiceGrpc.getBackupMethod(), CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(BackupRequest.getDefaultInstance());
        call.halfClose();
        return call;
    }

    private static RegisterRequest fat(String id) {
        RegisterRequest.Builder request = RegisterRequest.newBuilder();
        InstanceSpec.Builder spec = request.getInstanceBuilder()
                .setKey(io.serviceregistry.proto.v1.InstanceKey.newBuilder()
                        .setService("fat")
                        .setInstanceId(id))
                .addEndpoints(Endpoint.newBuilder().setUri("http://10.0.0.7:8080"));
        for (int i = 0; i < 8; i++) {
            spec.putMetadata("key-" + i, "x".repeat(900));
        }
        return request.build();
    }

    private static void assertRefused(NodesInOneJvm cluster, Path file, ExitCode code, String message) {
        assertThatThrownBy(() -> restore(cluster, file))
                .isInstanceOfSatisfying(
                        StartException.class,
                        refused -> assertThat(refused.exitCode()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    private static void restore(NodesInOneJvm cluster, Path file) throws StartException {
        Restore.of(cluster.config("n1"), file, false, step -> {});
    }

    private static byte[] flipped(byte[] bytes) {
        bytes[bytes.length / 2] ^= 1;
        return bytes;
    }

    private Path backup(NodesInOneJvm cluster, String id) throws IOException {
        Path file = directory.resolve("backup-of-" + id);
        try (OutputStream out = Files.newOutputStream(file)) {
            var parts = AdminServiceGrpc.newBlockingStub(cluster.channel(id))
                    .withDeadlineAfter(20, TimeUnit.SECONDS)
                    .backup(BackupRequest.getDefaultInstance());
            while (parts.hasNext()) {
                ByteString content = parts.next().getContent();
                content.writeTo(out);
            }
        }
        return file;
    }

    private static RegisterResponse register(NodesInOneJvm cluster, String node, String id) {
        return cluster.registration(node)
                .register(RegisterRequest.newBuilder()
                        .setInstance(InstanceSpec.newBuilder()
                                .setKey(io.serviceregistry.proto.v1.InstanceKey.newBuilder()
                                        .setService(SERVICE)
                                        .setInstanceId(id))
                                .addEndpoints(Endpoint.newBuilder().setUri("http://10.0.0.7:8080")))
                        .build());
    }

    private static List<RenewalStatus> renewed(NodesInOneJvm cluster, String node, Iterable<Long> leases) {
        return cluster
                .registration(node)
                .renew(RenewRequest.newBuilder().addAllLeaseIds(leases).build())
                .getRenewalsList()
                .stream()
                .map(result -> result.getStatus())
                .toList();
    }

    private static Map<String, Long> discovered(NodesInOneJvm cluster, String node) {
        Map<String, Long> found = new HashMap<>();
        for (Instance instance : cluster.discovery(node)
                .discover(DiscoverRequest.newBuilder().setService(SERVICE).build())
                .getInstancesList()) {
            found.put(instance.getSpec().getKey().getInstanceId(), instance.getLeaseId());
        }
        return found;
    }

    private static Map<String, Long> catalog(Backup backup) {
        Map<String, Long> expected = new HashMap<>();
        new CatalogView(backup.image())
                .instancesOf(InstanceKey.of("default", SERVICE, "any").service())
                .forEach(view -> expected.put(
                        view.instance().key().instanceId(), view.instance().leaseId()));
        return expected;
    }

    private static WatchResponse firstOfWatch(NodesInOneJvm cluster, String node, String clusterId, long revision) {
        Iterator<WatchResponse> watch = cluster.discovery(node)
                .watch(WatchRequest.newBuilder()
                        .addServices(SERVICE)
                        .setResume(
                                ResumePoint.newBuilder().setClusterId(clusterId).setRevision(revision))
                        .build());
        return watch.next();
    }

    /** The one to be closed, should the test fail. */
    private NodesInOneJvm keep(NodesInOneJvm cluster) {
        running = cluster;
        return cluster;
    }

    private static void awaitReady(NodesInOneJvm cluster) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(cluster.ids())
                        .allMatch(id -> cluster.status(id).getReady()));
    }
}
