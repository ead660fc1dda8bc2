package io.serviceregistry.node.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupFileTest {
    private static final BackupOrigin ORIGIN =
            new BackupOrigin("cluster-1", "n2", "1.2.3", 1_700_000_000_000L, List.of("10.0.0.1:7701"));

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("backup");
    }

    @Test
    void whatWasWrittenReadsBackEqual() throws IOException {
        Files.write(file, written(Images.withEverything()));
        assertThat(BackupFile.read(file))
                .isEqualTo(new Backup("cluster-1", List.of("10.0.0.1:7701"), Images.withEverything()));
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        byte[] bytes = written(Images.small());
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            assertDamaged(flipped(bytes, bit), "bit " + bit);
        }
    }

    @Test
    void flippedBitsOfABiggerFileAreFound() throws IOException {
        byte[] bytes = written(Images.withEverything());
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            int bit = random.nextInt(8 * bytes.length);
            assertDamaged(flipped(bytes, bit), "bit " + bit);
        }
    }

    @Test
    void whateverIsMissingOrTooMuchAtTheEndIsFound() throws IOException {
        byte[] bytes = written(Images.small());
        for (int length = 0; length < bytes.length; length++) {
            assertDamaged(Arrays.copyOf(bytes, length), "the first " + length + " bytes");
        }
        assertDamaged(Arrays.copyOf(bytes, bytes.length + 1), "a byte too many");
    }

    private void assertDamaged(byte[] bytes, String what) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> BackupFile.read(file)).as(what).isInstanceOf(CorruptSnapshotException.class);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] damaged = bytes.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        return damaged;
    }

    private static byte[] written(StateImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BackupFile.write(new CatalogView(image), ORIGIN, out);
        return out.toByteArray();
    }
}
