package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that stops at any step of an install finds its former snapshots, or the new ones, and no rests. */
class SnapshotInstallTest {
    @TempDir
    Path root;

    private Path snapshots;
    private Path received;
    private SnapshotInstall install;

    @BeforeEach
    void aNodeWithASnapshot() throws IOException {
        snapshots = Files.createDirectories(root.resolve("sm"));
        received = root.resolve("tmp");
        install = new SnapshotInstall(root, snapshots, received);
        Snapshots.write(snapshots, 1, 10);
    }

    @Test
    void nothingToRecoverChangesNothing() throws IOException {
        install.recover();
        assertThat(root.toFile().list()).containsExactly("sm");
        assertThat(snapshots.toFile().list()).containsExactly("snapshot.1_10");
    }

    @Test
    void stoppedWhileChunksArrive() throws IOException {
        Path arriving = Files.createDirectories(received.resolve("snapshot-77"));
        Files.write(arriving.resolve("snapshot.1_50"), new byte[100]);
        install.recover();
        assertThat(received).isEmptyDirectory();
        assertThat(snapshots.toFile().list()).containsExactly("snapshot.1_10");
    }

    @Test
    void stoppedBetweenTheTwoRenames() throws IOException {
        Snapshots.receive(received.resolve("snapshot-77"), 1, 50);
        Files.move(snapshots, root.resolve("sm.tmp20260131_120000.000"));
        install.recover();
        assertThat(received).isEmptyDirectory();
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("sm", "tmp");
        assertThat(snapshots.toFile().list()).containsExactly("snapshot.1_10");
    }

    @Test
    void stoppedBeforeTheFormerOnesAreDeleted() throws IOException {
        Path arrived = received.resolve("snapshot-77");
        Snapshots.receive(arrived, 1, 50);
        Files.move(snapshots, root.resolve("sm.tmp20260131_120000.000"));
        Files.move(arrived, snapshots);
        install.recover();
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("sm", "tmp");
        assertThat(snapshots.toFile().list()).contains("snapshot.1_50");
    }

    @Test
    void aWholeSnapshotIsAdmittedAndWhatDidNotArriveIsDeleted() throws IOException {
        Files.createDirectories(received.resolve("snapshot-76"));
        Files.write(received.resolve("snapshot-76").resolve("snapshot.1_40"), new byte[100]);
        Path arrived = Snapshots.receive(received.resolve("snapshot-77"), 1, 50);
        install.admit();
        assertThat(received.toFile().list()).containsExactly("snapshot-77");
        assertThat(arrived).exists();
    }

    @Test
    void aSnapshotWithAnyBitFlippedIsNotAdmitted() throws IOException {
        Path arrived = Snapshots.receive(received.resolve("snapshot-77"), 1, 50);
        int bits = 8 * (int) Files.size(arrived);
        for (int bit = 0; bit < bits; bit++) {
            Snapshots.receive(received.resolve("snapshot-77"), 1, 50);
            Snapshots.flip(arrived, bit);
            assertThatThrownBy(() -> install.admit())
                    .as("bit %s", bit)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a snapshot from another node is not taken");
            assertThat(received).isEmptyDirectory();
        }
        assertThat(snapshots.toFile().list()).containsExactly("snapshot.1_10");
    }

    @Test
    void withoutOneThatHasArrivedNothingIsAdmitted() throws IOException {
        assertThatThrownBy(() -> install.admit()).isInstanceOf(IOException.class);
        Files.createDirectories(received.resolve("snapshot-77"));
        Files.write(received.resolve("snapshot-77").resolve("snapshot.1_50"), new byte[100]);
        assertThatThrownBy(() -> install.admit())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no snapshot has arrived");
    }

    @Test
    void whatBrokeOffGoesWithANewerSnapshotOfOurs() throws IOException {
        Path broken = Files.createDirectories(received.resolve("snapshot-76"));
        Files.write(broken.resolve("snapshot.1_40"), new byte[100]);
        Path arriving = Files.createDirectories(received.resolve("snapshot-77"));
        Files.write(arriving.resolve("snapshot.1_50"), new byte[100]);
        Snapshots.receive(received.resolve("snapshot-78"), 1, 30);
        install.dropOutlived(39);
        assertThat(received.toFile().list()).hasSize(3);
        install.dropOutlived(40);
        assertThat(received.toFile().list()).containsExactlyInAnyOrder("snapshot-77", "snapshot-78");
        install.dropOutlived(50);
        assertThat(received.toFile().list()).as("whole").containsExactly("snapshot-78");
        install.refuse();
        assertThat(received).isEmptyDirectory();
    }
}
