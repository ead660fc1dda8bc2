package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.testkit.LoggedRegistry;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualJudge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackgroundSnapshotsTest {
    private static final int THRESHOLD = 100;

    @TempDir
    Path root;

    private final ManualClock clock = new ManualClock();
    private final Queue<Runnable> writer = new ArrayDeque<>();
    private final List<FaultKind> faults = new ArrayList<>();
    private final List<Long> durable = new ArrayList<>();
    private BackgroundSnapshots snapshots;
    private SnapshotDirectory directory;
    private Path files;
    private long index;

    @BeforeEach
    void start() throws IOException {
        directory = new SnapshotDirectory(file -> snapshots.sending(file));
        files = Files.createDirectories(root.resolve("sm"));
        directory.open(files);
        snapshots = every(THRESHOLD);
    }

    private BackgroundSnapshots every(int entries) {
        BackgroundSnapshots made = new BackgroundSnapshots(
                settings(entries),
                ManualJudge.content(),
                clock,
                writer::add,
                (kind, what, cause) -> faults.add(kind),
                this::noteDurable);
        made.start(directory, new SnapshotInstall(root, files, root.resolve("tmp")));
        return made;
    }

    private void noteDurable() {
        durable.add(snapshots.durableIndex());
    }

    @Test
    void oneIsWrittenWhenItIsDue() {
        apply(THRESHOLD - 1);
        assertThat(writer).isEmpty();
        apply(1);
        assertThat(snapshots.durableIndex()).isEqualTo(-1);
        write();
        assertThat(snapshots.durableIndex()).isEqualTo(THRESHOLD);
        assertThat(latest()).isEqualTo(THRESHOLD);
    }

    @Test
    void whatTheNewestIsOfAndHowLongItTookIsKnown() {
        StateImage image = LoggedRegistry.started().image();
        assertThat(snapshots.durableTimeMillis()).as("none yet").isZero();
        snapshots.loaded(TermIndex.valueOf(1, image.logIndex()), image);
        assertThat(snapshots.durableTimeMillis()).isEqualTo(image.timeMillis()).isPositive();
        assertThat(snapshots.writtenInNanos()).as("not by this process").isZero();
    }

    @Test
    void oneThatFallsDueWhileAnotherIsWrittenWaits() {
        apply(3 * THRESHOLD);
        assertThat(writer).as("one at a time").hasSize(1);
        write();
        apply(1);
        write();
        assertThat(durable).containsExactly((long) THRESHOLD, 3L * THRESHOLD + 1);
    }

    @Test
    void onlyTheNewestFewAreKept() {
        for (int i = 0; i < 6; i++) {
            apply(THRESHOLD);
            write();
        }
        assertThat(files.toFile().list())
                .containsExactlyInAnyOrder("snapshot.1_400", "snapshot.1_500", "snapshot.1_600");
    }

    @Test
    void whatArrivedOfAnOlderOneIsLetGo() throws IOException {
        Path broken = Files.createDirectories(root.resolve("tmp").resolve("snapshot-77"));
        Files.write(broken.resolve("snapshot.1_40"), new byte[100]);
        apply(THRESHOLD);
        assertThat(broken).exists();
        write();
        assertThat(broken).doesNotExist();
    }

    /** Ratis closes a member whose snapshot index goes back. */
    @Test
    void anInstallWhileOneWaitsToBeWrittenMakesItVoid() throws IOException {
        apply(THRESHOLD);
        install(5_000);
        write();
        assertThat(snapshots.durableIndex()).isEqualTo(5_000);
        assertThat(latest()).isEqualTo(5_000);
        assertThat(faults).isEmpty();
        assertThat(durable).isEmpty();
    }

    @Test
    void anInstallInTheMiddleOfWritingNeverTakesTheIndexBack() {
        apply(THRESHOLD);
        snapshots.loaded(TermIndex.valueOf(1, 5_000), StateImage.empty());
        write();
        assertThat(snapshots.durableIndex()).isEqualTo(5_000);
    }

    @Test
    void aFailureToWriteIsAFaultUnlessAnInstallTookTheDirectoryAway() throws IOException {
        apply(THRESHOLD);
        Files.delete(files);
        write();
        assertThat(faults).containsExactly(FaultKind.DISK_FAILED);
    }

    @Test
    void anInstallTakesTheDirectoryAwayWhileItIsWritten() throws IOException {
        apply(THRESHOLD);
        Runnable task = writer.remove();
        Files.delete(files);
        snapshots.suspend();
        task.run();
        assertThat(faults).isEmpty();
    }

    @Test
    void noneIsBegunBetweenTheArrivalOfAnotherNodesSnapshotAndItsUse() throws IOException {
        snapshots.suspend();
        apply(THRESHOLD);
        assertThat(writer).isEmpty();
        install(5_000);
        index = 5_000;
        apply(THRESHOLD);
        write();
        assertThat(latest()).isEqualTo(5_000 + THRESHOLD);
    }

    @Test
    void aDamagedSnapshotIsNoticedWhenItIsSent() throws IOException {
        apply(THRESHOLD);
        write();
        send();
        assertThat(faults).isEmpty();

        Snapshots.flip(files.resolve("snapshot.1_100"), 300);
        send();
        assertThat(faults).as("not for each chunk").isEmpty();
        clock.advance(Duration.ofSeconds(10));
        send();
        assertThat(faults).containsExactly(FaultKind.DISK_FAILED);
    }

    @Test
    void aSnapshotThatWasReplacedWhileItWasSentIsNoFault() throws IOException {
        apply(THRESHOLD);
        write();
        Files.delete(files.resolve("snapshot.1_100"));
        send();
        assertThat(faults).isEmpty();
    }

    @Test
    void aNodeThatStopsWritesWhatItWouldHaveToApplyAgain() {
        snapshots = every(100 * BackgroundSnapshots.FEW_ENTRIES);
        apply(BackgroundSnapshots.FEW_ENTRIES);
        CompletableFuture<Void> written = snapshots.beforeStop(Duration.ofSeconds(5));
        assertThat(written).isNotDone();
        apply(1);
        write();
        assertThat(written).isCompleted();
        assertThat(latest()).isEqualTo(BackgroundSnapshots.FEW_ENTRIES + 1);
    }

    @Test
    void aNodeThatStopsWritesNothingForAFewEntries() {
        snapshots = every(100 * BackgroundSnapshots.FEW_ENTRIES);
        apply(BackgroundSnapshots.FEW_ENTRIES - 1);
        assertThat(snapshots.beforeStop(Duration.ofSeconds(5))).isCompleted();
        apply(1);
        assertThat(writer).isEmpty();
    }

    private void apply(int entries) {
        for (int i = 0; i < entries; i++) {
            snapshots.applied(Snapshots.image(1, ++index), 10);
        }
    }

    private void write() {
        while (!writer.isEmpty()) {
            writer.remove().run();
        }
    }

    private void send() {
        SnapshotInfo latest = Objects.requireNonNull(directory.getLatestSnapshot());
        latest.getFiles();
        latest.getFiles();
        write();
    }

    private void install(long at) throws IOException {
        snapshots.suspend();
        Files.move(files, root.resolve("sm.tmp"));
        Snapshots.receive(files, 1, at);
        directory.reload();
        snapshots.loaded(TermIndex.valueOf(1, at), StateImage.empty());
    }

    private long latest() {
        SnapshotInfo latest = Objects.requireNonNull(directory.getLatestSnapshot());
        return latest.getIndex();
    }

    private RaftSettings settings(int entries) {
        return new RaftSettings(
                Snapshots.CLUSTER,
                "n1",
                List.of(new RaftSettings.Member("n1", "127.0.0.1:7601")),
                false,
                "127.0.0.1",
                root,
                Duration.ofMillis(500),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                entries,
                1 << 30,
                Duration.ofHours(1),
                100,
                2 << 20);
    }
}
