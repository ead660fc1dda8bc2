package io.serviceregistry.node.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The least that this node's log and snapshots must hold when it starts: how far they held, durably and committed, when
 * this was last written.
 *
 * <p>A damaged log may look like a shorter one: Ratis takes an entry whose length points beyond the end of its file for one
 * that was never finished, and drops it with all that follow. A node that starts so has forgotten what it acknowledged.
 * What was committed is never taken back, so a node that has less than the mark is damaged, whatever the reason.
 *
 * <p>The file is two copies of one record, written by turns: a write that is cut off costs the older of the two marks, and
 * so does damage to one copy. Thread-safe.
 *
 * <pre>
 * record   magic (8 bytes), term (8), index (8), CRC-32C of these (4); the second copy begins at byte 512
 * </pre>
 */
final class LowWaterMark {
    /** A place in the log, and the term the node was in: each never goes back. */
    record Mark(long term, long index) implements Comparable<Mark> {
        static final Mark NONE = new Mark(0, -1);

        @Override
        public int compareTo(Mark other) {
            return Comparator.comparingLong(Mark::index)
                    .thenComparingLong(Mark::term)
                    .compare(this, other);
        }
    }

    private static final long MAGIC = 0x89_52_45_47_4C_4F_57_4DL; // "REGLOWM" behind a byte that no text has
    private static final int RECORD_BYTES = 3 * Long.BYTES + Integer.BYTES;
    private static final int COPY_BYTES = 512; // a sector: the two copies are never part of one write

    private final Path file;
    private Mark mark;
    private int nextCopy;

    private LowWaterMark(Path file, Mark mark, int nextCopy) {
        this.file = file;
        this.mark = mark;
        this.nextCopy = nextCopy;
    }

    /**
     * The mark in a file; {@link Mark#NONE} when there is no file yet, which is then made.
     *
     * @throws DamagedLogException when neither copy is whole
     */
    static LowWaterMark open(Path file) throws IOException {
        if (Files.notExists(file)) {
            create(file);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        Optional<Mark> first = copy(bytes, 0);
        Optional<Mark> second = copy(bytes, 1);
        Mark mark = Stream.concat(first.stream(), second.stream())
                .max(Comparator.naturalOrder())
                .orElseThrow(
                        () -> new DamagedLogException(file + " is damaged: how much the log must hold cannot be told"));
        return new LowWaterMark(file, mark, first.filter(mark::equals).isPresent() ? 1 : 0);
    }

    private static void create(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        ByteBuffer both = ByteBuffer.allocate(COPY_BYTES + RECORD_BYTES);
        both.put(record(Mark.NONE)).position(COPY_BYTES).put(record(Mark.NONE)).flip();
        write(unfinished, both, 0);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        StoredFiles.forceDirectoryOf(file);
    }

    /** Where the node has been. */
    synchronized Mark mark() {
        return mark;
    }

    /** Raises the mark; on return it survives a loss of power. A lower one changes nothing. */
    synchronized void raise(Mark to) throws IOException {
        Mark higher = new Mark(Math.max(mark.term(), to.term()), Math.max(mark.index(), to.index()));
        if (!higher.equals(mark)) {
            write(file, record(higher), (long) nextCopy * COPY_BYTES);
            mark = higher;
            nextCopy = 1 - nextCopy;
        }
    }

    private static ByteBuffer record(Mark mark) {
        ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
        record.putLong(MAGIC).putLong(mark.term()).putLong(mark.index());
        return record.putInt(checksum(record, 0)).flip();
    }

    private static Optional<Mark> copy(ByteBuffer bytes, int number) {
        int start = number * COPY_BYTES;
        if (bytes.capacity() < start + RECORD_BYTES
                || bytes.getLong(start) != MAGIC
                || bytes.getInt(start + 3 * Long.BYTES) != checksum(bytes, start)) {
            return Optional.empty();
        }
        return Optional.of(new Mark(bytes.getLong(start + Long.BYTES), bytes.getLong(start + 2 * Long.BYTES)));
    }

    private static int checksum(ByteBuffer bytes, int start) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.array(), start, 3 * Long.BYTES);
        return (int) checksum.getValue();
    }

    private static void write(Path to, ByteBuffer bytes, long position) throws IOException {
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            channel.force(true);
        }
    }
}
