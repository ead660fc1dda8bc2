package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.serviceregistry.node.raft.LowWaterMark.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a damaged log looks like, and that no node starts on one. */
class LogCheckTest {
    private static final int ENTRIES = 8;
    private static final long LAST = ENTRIES - 1;
    private static final long NO_SNAPSHOT = -1;
    private static final Mark ALL = new Mark(1, LAST);

    @TempDir
    Path root;

    private Path current;
    private List<Path> files;

    @BeforeEach
    void writeALog() throws IOException {
        current = RaftLogs.write(root, ENTRIES);
        files = RaftLogs.files(current);
        assertThat(files).as("closed ones and an open one").hasSizeGreaterThan(2);
    }

    @Test
    void aWholeLogMayBeUsed() {
        assertThatCode(() -> check(NO_SNAPSHOT, ALL)).doesNotThrowAnyException();
        assertThatCode(() -> check(NO_SNAPSHOT, Mark.NONE)).doesNotThrowAnyException();
    }

    @Test
    void everyFlippedBitIsFound() throws IOException {
        List<String> cutShort = new ArrayList<>();
        List<String> unnoticed = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                Files.write(file, flipped(bytes, bit));
                if (isTaken(Mark.NONE)) {
                    cutShort.add(file.getFileName() + " bit " + bit);
                    if (bit / 8 < used(bytes) && isTaken(ALL)) {
                        unnoticed.add(file.getFileName() + " bit " + bit);
                    }
                }
            }
            Files.write(file, bytes);
        }
        assertThat(unnoticed).isEmpty();
        // The reason for the mark: the length of an entry then points behind the end of the open file.
        assertThat(cutShort).isNotEmpty().allSatisfy(where -> assertThat(where).contains("inprogress"));
    }

    /** Ratis itself: entries that were on the disk, and may have been acknowledged, are gone without a word. */
    @Test
    void ratisTakesALengthBehindTheEndForAnEntryThatWasNeverFinished() throws IOException {
        Path open = files.get(files.size() - 1);
        byte[] bytes = Files.readAllBytes(open);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            Files.write(open, flipped(bytes, bit));
            if (isTaken(Mark.NONE)) {
                assertThat(RaftLogs.lastIndex(root)).as("bit %s", bit).isLessThan(LAST);
                return;
            }
        }
        fail("no flipped bit cuts the log short any more: is the mark still needed?");
    }

    @Test
    void everyTruncationThatCostsAnEntryIsFound() throws IOException {
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            int used = used(bytes);
            for (int length = 0; length < used; length++) {
                Files.write(file, Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> check(NO_SNAPSHOT, ALL))
                        .as("%s of %s bytes of %s", length, used, file.getFileName())
                        .isInstanceOf(DamagedLogException.class);
                Files.write(file, bytes); // Ratis deletes an empty one
            }
        }
    }

    @Test
    void aFileThatIsMissingIsFound() throws IOException {
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            assertThatThrownBy(() -> check(NO_SNAPSHOT, ALL))
                    .as("without %s", file.getFileName())
                    .isInstanceOf(DamagedLogException.class);
            Files.write(file, bytes);
        }
    }

    @Test
    void aLogThatBeginsBehindItsSnapshotIsRefused() throws IOException {
        long second = firstIndex(files.get(1));
        Files.delete(files.get(0));
        assertThatThrownBy(() -> check(second - 2, ALL))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("begins at " + second + ", but the newest snapshot ends at " + (second - 2));
        assertThatCode(() -> check(second - 1, ALL)).doesNotThrowAnyException();
    }

    @Test
    void aSnapshotCountsForTheMark() throws IOException {
        for (Path file : files) {
            Files.delete(file);
        }
        assertThatCode(() -> check(LAST, ALL)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(LAST - 1, ALL))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("ends at " + (LAST - 1) + ", but this node held all up to " + LAST);
    }

    @Test
    void anOlderTermIsRefused() {
        assertThatThrownBy(() -> new LogCheck(current, RaftLogs.LARGEST_ENTRY).check(NO_SNAPSHOT, 3, new Mark(4, LAST)))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("remembers term 3, but this node was in term 4 before");
    }

    /** Ratis purges from the newest file to the oldest. */
    @Test
    void whatAPurgeLeftBehindAGapIsDeletedIfTheSnapshotCoversIt() throws IOException {
        long third = firstIndex(files.get(2));
        Files.delete(files.get(1));
        assertThatThrownBy(() -> check(third - 2, ALL))
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("a file is missing");
        assertThat(files.get(0)).exists();
        check(third - 1, ALL);
        assertThat(RaftLogs.files(current)).isEqualTo(files.subList(2, files.size()));
    }

    /** A node that stops right after an install still has the log from before it. */
    @Test
    void aLogThatEndsBeforeItsSnapshotIsDeleted() throws IOException {
        check(LAST, ALL);
        assertThat(RaftLogs.files(current)).isEqualTo(files);
        check(LAST + 1, ALL);
        assertThat(RaftLogs.files(current)).isEmpty();
    }

    /** Without the zeros at the end, which hold nothing. */
    private static int used(byte[] bytes) {
        int used = bytes.length;
        while (bytes[used - 1] == 0) {
            used--;
        }
        return used;
    }

    private boolean isTaken(Mark mark) throws IOException {
        try {
            check(NO_SNAPSHOT, mark);
            return true;
        } catch (DamagedLogException e) {
            return false;
        }
    }

    private void check(long snapshotIndex, Mark mark) throws IOException {
        new LogCheck(current, RaftLogs.LARGEST_ENTRY).check(snapshotIndex, 1, mark);
    }

    private static long firstIndex(Path file) {
        return Long.parseLong(String.valueOf(file.getFileName())
                .replaceAll("log_(inprogress_)?", "")
                .replaceAll("-.*", ""));
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] damaged = bytes.clone();
        damaged[bit / 8] ^= (byte) (1 << bit % 8);
        return damaged;
    }
}
