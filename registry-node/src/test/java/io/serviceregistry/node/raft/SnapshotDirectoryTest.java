package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotDirectoryTest {
    @TempDir
    Path root;

    private final List<Path> sent = new ArrayList<>();
    private final SnapshotDirectory snapshots = new SnapshotDirectory(sent::add);
    private Path directory;

    @BeforeEach
    void nameTheDirectory() throws IOException {
        directory = Files.createDirectories(root.resolve("sm"));
    }

    @Test
    void withoutASnapshotThereIsNone() throws IOException {
        Files.delete(directory);
        snapshots.open(directory);
        assertThat(snapshots.getLatestSnapshot()).isNull();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void theOneOfTheHighestIndexIsTheNewest() throws IOException {
        Snapshots.write(directory, 2, 1_000);
        Snapshots.write(directory, 9, 999);
        Snapshots.write(directory, 3, 998);
        snapshots.open(directory);
        assertThat(latest().getTermIndex()).isEqualTo(TermIndex.valueOf(2, 1_000));
        assertThat(snapshots.file(TermIndex.valueOf(2, 1_000))).exists();
    }

    /** Ratis takes an older snapshot, or none, because of such a file. */
    @Test
    void noFileBesideASnapshotDecidesWhichOneCounts() throws IOException {
        Snapshots.write(directory, 1, 10);
        Path digest = directory.resolve("snapshot.1_20.md5");
        Snapshots.receive(directory, 1, 20);
        int bits = 8 * (int) Files.size(digest);
        for (int bit = 0; bit < bits; bit++) {
            Snapshots.receive(directory, 1, 20);
            Snapshots.flip(digest, bit);
            snapshots.open(directory);
            assertThat(latest().getIndex()).as("bit %s", bit).isEqualTo(20);
        }
        Files.write(digest, new byte[0]);
        snapshots.open(directory);
        assertThat(latest().getIndex()).isEqualTo(20);
        Files.delete(digest);
        snapshots.open(directory);
        assertThat(latest().getIndex()).isEqualTo(20);
    }

    @Test
    void whatAStoppedNodeLeftIsDeleted() throws IOException {
        Snapshots.write(directory, 1, 10);
        Files.write(directory.resolve("snapshot.1_20.unfinished"), new byte[10]);
        snapshots.open(directory);
        assertThat(directory.toFile().list()).containsExactly("snapshot.1_10");
        assertThat(latest().getIndex()).isEqualTo(10);
    }

    @Test
    void onlyANewerOneTakesThePlaceOfTheNewest() throws IOException {
        snapshots.open(directory);
        for (int index : new int[] {20, 10, 30}) {
            Snapshots.write(directory, 1, index);
            snapshots.added(TermIndex.valueOf(1, index));
        }
        assertThat(latest().getIndex()).isEqualTo(30);
        Snapshots.write(directory, 1, 25);
        snapshots.added(TermIndex.valueOf(1, 25));
        assertThat(latest().getIndex()).isEqualTo(30);
    }

    @Test
    void theNewestFewAreKeptAndNothingElse() throws IOException {
        for (int index = 1; index <= 5; index++) {
            Snapshots.receive(directory, 1, index);
        }
        snapshots.open(directory);
        snapshots.keepNewest(SnapshotDirectory.KEPT);
        assertThat(directory.toFile().list()).containsExactlyInAnyOrder("snapshot.1_5", "snapshot.1_4", "snapshot.1_3");
    }

    @Test
    void whoSendsASnapshotIsNoticed() throws IOException {
        Path file = Snapshots.write(directory, 1, 10);
        snapshots.open(directory);
        assertThat(latest().getTermIndex()).isEqualTo(TermIndex.valueOf(1, 10));
        assertThat(sent).isEmpty();
        assertThat(latest().getFiles()).extracting(FileInfo::getPath).containsExactly(file);
        assertThat(sent).containsExactly(file);
    }

    @Test
    void anotherDirectoryInThePlaceOfTheFormerIsSeenWhenLookedAt() throws IOException {
        Snapshots.write(directory, 1, 10);
        snapshots.open(directory);
        Files.move(directory, root.resolve("sm.tmp"));
        Snapshots.receive(directory, 2, 50);
        snapshots.reload();
        assertThat(latest().getTermIndex()).isEqualTo(TermIndex.valueOf(2, 50));
    }

    private SnapshotInfo latest() {
        return Objects.requireNonNull(snapshots.getLatestSnapshot());
    }
}
