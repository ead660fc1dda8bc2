package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.raft.LowWaterMark.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LowWaterMarkTest {
    private static final Mark BEFORE = new Mark(7, 4_000);
    private static final Mark NOW = new Mark(7, 4_711);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("raft.low-water-mark");
    }

    @Test
    void aNewNodeHasNone() throws IOException {
        assertThat(LowWaterMark.open(file).mark()).isEqualTo(Mark.NONE);
        assertThat(LowWaterMark.open(file).mark()).isEqualTo(Mark.NONE);
        assertThat(directory.toFile().list()).containsExactly("raft.low-water-mark");
    }

    @Test
    void itIsRememberedHoweverOftenItIsRaised() throws IOException {
        LowWaterMark mark = LowWaterMark.open(file);
        for (int i = 0; i < 5; i++) {
            Mark next = new Mark(i / 2, i);
            mark.raise(next);
            assertThat(mark.mark()).isEqualTo(next);
            assertThat(LowWaterMark.open(file).mark()).isEqualTo(next);
        }
    }

    @Test
    void itNeverGoesBack() throws IOException {
        LowWaterMark mark = written();
        mark.raise(BEFORE);
        mark.raise(new Mark(6, 4_800));
        assertThat(mark.mark()).isEqualTo(new Mark(7, 4_800));
        mark.raise(new Mark(8, 4_800));
        assertThat(LowWaterMark.open(file).mark()).isEqualTo(new Mark(8, 4_800));
    }

    @Test
    void aFlippedBitCostsTheNewerMarkAtMost() throws IOException {
        written();
        byte[] bytes = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, damaged);
            assertThat(LowWaterMark.open(file).mark()).as("bit %s", bit).isIn(BEFORE, NOW);
        }
    }

    @Test
    void aWriteThatIsCutOffCostsTheOlderMarkAtMost() throws IOException {
        LowWaterMark mark = written();
        byte[] before = Files.readAllBytes(file);
        mark.raise(new Mark(8, 5_000));
        byte[] after = Files.readAllBytes(file);
        for (int length = 0; length <= after.length; length++) {
            byte[] torn = before.clone();
            System.arraycopy(after, 0, torn, 0, length);
            Files.write(file, torn);
            assertThat(LowWaterMark.open(file).mark()).as("%s bytes", length).isIn(NOW, new Mark(8, 5_000));
        }
    }

    @Test
    void afterDamageTheDamagedCopyIsWrittenNext() throws IOException {
        written();
        for (int copy = 0; copy < 2; copy++) {
            byte[] damaged = Files.readAllBytes(file);
            damaged[512 * copy + 10] ^= 1;
            Files.write(file, damaged);
            LowWaterMark mark = LowWaterMark.open(file);
            mark.raise(new Mark(9, 9_000 + copy));
            assertThat(LowWaterMark.open(file).mark()).isEqualTo(new Mark(9, 9_000 + copy));
        }
    }

    @Test
    void withoutAWholeCopyNothingIsAssumed() throws IOException {
        written();
        byte[] bytes = Files.readAllBytes(file);
        bytes[10] ^= 1;
        bytes[522] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(() -> LowWaterMark.open(file))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("raft.low-water-mark is damaged");
        Files.write(file, Arrays.copyOf(bytes, 0));
        assertThatThrownBy(() -> LowWaterMark.open(file)).isInstanceOf(DamagedLogException.class);
    }

    private LowWaterMark written() throws IOException {
        LowWaterMark mark = LowWaterMark.open(file);
        mark.raise(BEFORE);
        mark.raise(NOW);
        return mark;
    }
}
