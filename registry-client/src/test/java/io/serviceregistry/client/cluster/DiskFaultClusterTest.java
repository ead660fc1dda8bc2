package io.serviceregistry.client.cluster;

import static io.serviceregistry.client.cluster.ClusterObserver.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistryClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outcomes that docs/operations.md has for a slow or failing disk, on real nodes, by faults in their system calls. */
class DiskFaultClusterTest {
    private static final int DISK_FAILED = 72;
    private static final String RENAMES = "?rename,?renameat,?renameat2";

    /** Enough for a log of which every fsync takes two seconds, three of them in a row at a change of the term. */
    private static final String PATIENT = "disk:\n  failed-after: 12s\n";

    @TempDir
    private static Path directory;

    private static NodeProcesses nodes;
    private static ClusterObserver observer;
    private static RegistryClient client;
    private static int registered;

    @BeforeAll
    static void startCluster() {
        assumeTrue(Strace.isAvailable(), "strace may trace processes");
        nodes = new NodeProcesses(3, directory, PATIENT);
        observer = new ClusterObserver(nodes);
        client = RegistryClient.builder().addresses(nodes.addresses()).build();
        awaitReady();
    }

    @AfterAll
    static void stopCluster() {
        if (nodes != null) {
            client.close();
            observer.close();
            nodes.close();
        }
    }

    @Test
    void leadershipLeavesADiskWhoseFsyncTakesSeconds() {
        List<Registration> kept = IntStream.range(0, 50)
                .mapToObj(i -> client.keepRegistered(InstanceSpec.of(InstanceKey.of("kept", "k" + i))
                        .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(5)))))
                .toList();
        kept.forEach(registration -> registration.awaitRegistered(PATIENCE));
        String sick = leader();

        try (Strace slow =
                Strace.attach(nodes.pid(sick), "-e", "trace=fdatasync", "-e", "inject=fdatasync:delay_enter=2000000")) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(leader()).isNotEqualTo(sick));
            assertThat(observer.status(sick))
                    .hasValueSatisfying(status -> assertThat(status.diskSlow()).isPositive());
            // As a follower it holds up nobody.
            IntStream.range(0, 20).forEach(i -> register());
            assertThat(nodes.log(sick)).contains("The disk is slow").contains("Leadership goes there");
            assertThat(slow.calls()).anyMatch(call -> call.contains("fdatasync"));
        }

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(nodes.log(sick)).contains("The disk is well again"));
        await().atMost(PATIENCE).untilAsserted(() -> {
            client.transferLeadership(sick);
            assertThat(leader()).isEqualTo(sick);
        });
        assertThat(observer.instances(sick, "kept"))
                .hasSize(50)
                .extracting(Instance::lapses)
                .containsOnly(0);
        assertThat(kept)
                .allSatisfy(registration ->
                        assertThat(registration.counters().recoveries()).isZero());
        kept.forEach(Registration::close);
    }

    @Test
    @LongForm
    void aNodeEndsWhoseDiskFailsAndComesBackWhenItIsStartedAgain() {
        String sick = follower();

        endsBy(sick, "fdatasync", "log_inprogress", "-e", "inject=fdatasync:error=EIO:when=1");
        endsBy(sick, "fdatasync", "stuck", "-e", "inject=fdatasync:delay_enter=60000000");

        String votes = raftFiles(sick).resolve("raft-meta.tmp").toString();
        endsBy(sick, "fsync", "raft-meta", "-P", votes, "-e", "inject=fsync:error=EIO");
        endsBy(sick, "write,pwrite64", "raft-meta", "-P", votes, "-e", "inject=write,pwrite64:error=ENOSPC");
        endsBy(sick, RENAMES, "raft-meta", "-P", votes, "-e", "inject=" + RENAMES + ":error=EIO");
    }

    /** Otherwise a loss of power could forget a vote that was given: the rename is not on the disk by itself. */
    @Test
    void theDirectoryOfAVoteIsForcedBeforeTheVoteIsGiven() {
        String voter = follower();
        String current = raftFiles(voter).toString();

        // The next call of the thread that renames, which is the one that answers.
        try (Strace seen = Strace.attach(nodes.pid(voter), "-e", "trace=fsync,sendmsg,writev," + RENAMES)) {
            handOverPast(voter);
            await().atMost(PATIENCE).untilAsserted(() -> {
                List<String> calls = seen.calls();
                int renamed = IntStream.range(0, calls.size())
                        .filter(i -> isRenameOfVote(calls.get(i)))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no vote yet"));
                String thread = thread(calls.get(renamed));
                assertThat(calls.subList(renamed + 1, calls.size()).stream()
                                .filter(call -> thread(call).equals(thread) && !call.contains("resumed>"))
                                .findFirst())
                        .hasValueSatisfying(
                                next -> assertThat(next).contains("fsync(").contains(current + ">"));
            });
        }
    }

    private static boolean isRenameOfVote(String call) {
        return call.contains("rename") && call.contains("raft-meta.tmp");
    }

    private static String thread(String call) {
        return call.substring(0, call.indexOf(' '));
    }

    private static void endsBy(String sick, String calls, String message, String... options) {
        int before = nodes.log(sick).length();
        try (Strace fault = Strace.attach(nodes.pid(sick), with(options, "-e", "trace=" + calls))) {
            if (calls.equals("fdatasync")) {
                register();
            } else {
                handOverPast(sick);
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(nodes.log(sick).substring(before))
                            .as(calls)
                            .contains(message)
                            .contains("exit code " + DISK_FAILED));
            assertThat(fault.calls()).as(calls).isNotEmpty();
        }
        // Only now: who traces a process keeps its end from being seen while it holds up a call.
        assertThat(nodes.awaitEnd(sick, PATIENCE)).as(calls).isEqualTo(DISK_FAILED);
        register(); // the others go on
        nodes.start(sick);
        awaitReady();
    }

    /** Where a node keeps its log, term and vote. */
    private static Path raftFiles(String id) {
        try (Stream<Path> groups = Files.list(nodes.dataDirectory(id).resolve("raft"))) {
            return groups.findFirst().orElseThrow().resolve("current");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] with(String[] options, String... more) {
        String[] all = new String[more.length + options.length];
        System.arraycopy(more, 0, all, 0, more.length);
        System.arraycopy(options, 0, all, more.length, options.length);
        return all;
    }

    /** An election in which a node has nothing but a vote. */
    private static void handOverPast(String voter) {
        String from = leader();
        String to = nodes.ids().stream()
                .filter(id -> !id.equals(voter) && !id.equals(from))
                .findFirst()
                .orElseThrow();
        await().atMost(PATIENCE).untilAsserted(() -> {
            client.transferLeadership(to);
            assertThat(leader()).isEqualTo(to);
        });
    }

    private static void register() {
        client.register(
                InstanceSpec.of(InstanceKey.of("written", "w" + registered++)).withLease(LeasePolicy.withoutTtl()));
    }

    private static String leader() {
        return await().atMost(PATIENCE)
                .until(observer::leader, found -> found.isPresent())
                .orElseThrow();
    }

    private static String follower() {
        String leader = leader();
        return nodes.ids().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
    }

    private static void awaitReady() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(nodes.ids())
                        .filteredOn(id ->
                                observer.status(id).filter(NodeStatus::ready).isEmpty())
                        .isEmpty());
    }
}
