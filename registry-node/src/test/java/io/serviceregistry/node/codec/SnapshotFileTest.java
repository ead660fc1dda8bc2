package io.serviceregistry.node.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.state.StateImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
    private static final String CLUSTER = "cluster-1";

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("snapshot.3_99");
    }

    @Test
    void whatWasWrittenReadsBackEqual() throws IOException {
        StateImage image = Images.withEverything();
        assertThat(SnapshotFile.write(file, image, CLUSTER)).isEqualTo(Files.size(file));
        SnapshotFile.verify(file);
        assertThat(SnapshotFile.read(file, CLUSTER)).isEqualTo(image);
        assertThat(directory).isDirectoryContaining(path -> path.equals(file));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void theStateBeforeTheFirstEntryReadsBackEqual() throws IOException {
        StateImage image = Images.empty();
        SnapshotFile.write(file, image, CLUSTER);
        assertThat(SnapshotFile.read(file, CLUSTER)).isEqualTo(image);
    }

    @Test
    void aNewSnapshotTakesThePlaceOfTheFormer() throws IOException {
        SnapshotFile.write(file, Images.withEverything(), CLUSTER);
        SnapshotFile.write(file, Images.empty(), CLUSTER);
        assertThat(SnapshotFile.read(file, CLUSTER)).isEqualTo(Images.empty());
    }

    @Test
    void aSnapshotOfAnotherClusterIsRefused() throws IOException {
        SnapshotFile.write(file, Images.withEverything(), CLUSTER);
        assertThatThrownBy(() -> SnapshotFile.read(file, "cluster-2"))
                .isInstanceOf(CorruptSnapshotException.class)
                .hasMessage(file + ": record 0: SnapshotHeader: cluster: cluster-1 (expected: cluster-2)");
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        byte[] bytes = written(Images.small());
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertThatThrownBy(() -> SnapshotFile.read(file, CLUSTER))
                    .as("bit %s", bit)
                    .isInstanceOf(CorruptSnapshotException.class);
        }
    }

    @Test
    void everyTruncationIsFound() throws IOException {
        byte[] bytes = written(Images.small());
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> SnapshotFile.verify(file))
                    .as("%s of %s bytes", length, bytes.length)
                    .isInstanceOf(CorruptSnapshotException.class);
        }
    }

    @Test
    void bytesAtTheEndAreFound() throws IOException {
        byte[] bytes = written(Images.small());
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertThatThrownBy(() -> SnapshotFile.verify(file)).isInstanceOf(CorruptSnapshotException.class);
        byte[] twice = Arrays.copyOf(bytes, 2 * bytes.length);
        System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
        Files.write(file, twice);
        assertThatThrownBy(() -> SnapshotFile.verify(file))
                .isInstanceOf(CorruptSnapshotException.class)
                .hasMessageContaining("length: ");
    }

    @Test
    void damageIsNamed() throws IOException {
        byte[] bytes = written(Images.small());
        damaged(bytes, 0, "it does not start like a snapshot");
        damaged(bytes, 11, "version: 0 (expected: 1; a newer one needs a newer node)");
        damaged(bytes, 40, "its SHA-256 is not that of its content: it is damaged");
        damaged(bytes, bytes.length - 1, "it does not end like a snapshot: it is cut off or damaged");
        damaged(
                bytes,
                bytes.length - 41,
                "length: " + (bytes.length - 48) + " (expected: " + ((bytes.length - 48) ^ 1));
        Files.write(file, new byte[59]);
        assertThatThrownBy(() -> SnapshotFile.verify(file))
                .hasMessage(file + ": size: 59 (expected: >= 60 bytes of header and footer)");
    }

    @Test
    void aMissingFileIsNotACorruptOne() {
        assertThatThrownBy(() -> SnapshotFile.read(file, CLUSTER)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFailedWriteLeavesTheFormerSnapshotAndNoRest() throws IOException {
        SnapshotFile.write(file, Images.small(), CLUSTER);
        assertThatThrownBy(() -> SnapshotFile.write(file, Images.withEverything(), "half a pair: \uD83D"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(SnapshotFile.read(file, CLUSTER)).isEqualTo(Images.small());
        assertThat(directory.toFile().list()).containsExactly("snapshot.3_99");
    }

    @Test
    void whatAStoppedNodeLeftIsDeleted() throws IOException {
        SnapshotFile.write(file, Images.small(), CLUSTER);
        Files.write(directory.resolve("snapshot.3_120.unfinished"), new byte[10]);
        SnapshotFile.deleteUnfinished(directory);
        assertThat(directory.toFile().list()).containsExactly("snapshot.3_99");
    }

    @Test
    void anInstalledSnapshotCanBeForcedToTheDisk() throws IOException {
        SnapshotFile.write(file, Images.small(), CLUSTER);
        SnapshotFile.fsync(file);
        assertThatThrownBy(() -> SnapshotFile.fsync(directory.resolve("snapshot.9_9")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void theImageTakesAsManyBytesAsItsStream() throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        ImageCodec.write(Images.small(), CLUSTER, stream);
        assertThat(written(Images.small())).hasSize(12 + stream.size() + 48);
    }

    private void damaged(byte[] bytes, int index, String message) throws IOException {
        byte[] damaged = bytes.clone();
        damaged[index] ^= 1;
        Files.write(file, damaged);
        assertThatThrownBy(() -> SnapshotFile.verify(file))
                .isInstanceOf(CorruptSnapshotException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    private byte[] written(StateImage image) throws IOException {
        SnapshotFile.write(file, image, CLUSTER);
        return Files.readAllBytes(file);
    }
}
