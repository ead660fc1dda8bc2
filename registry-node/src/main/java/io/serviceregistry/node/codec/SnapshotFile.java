package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The file of a snapshot. It is there whole or not at all, and a damaged one is never read.
 *
 * <pre>
 * header   magic (8 bytes), version of the file (4)
 * records  the image, see {@link ImageCodec}
 * footer   number of bytes before the footer (8), SHA-256 of everything before it (32), magic (8)
 * </pre>
 *
 * Numbers are big-endian. Any thread, but only one at a time for one file; everything here blocks on the disk.
 */
public final class SnapshotFile {
    private static final byte[] MAGIC = {(byte) 0x89, 'R', 'E', 'G', 'S', 'N', 'A', 'P'};
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = MAGIC.length + Integer.BYTES;
    private static final int DIGEST_BYTES = 32;
    private static final int FOOTER_BYTES = Long.BYTES + DIGEST_BYTES + MAGIC.length;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String UNFINISHED = ".unfinished";

    private SnapshotFile() {}

    /**
     * Writes a snapshot in place of the file's former content, if any. On return it survives a loss of power; on an
     * exception the former content is still there, or the new one already is.
     *
     * @return the length of the file
     */
    public static long write(Path file, StateImage image, String clusterId) throws IOException {
        Path target = file.toAbsolutePath();
        Path unfinished = target.resolveSibling(target.getFileName() + UNFINISHED);
        long length;
        try {
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                writeContent(channel, image, clusterId);
                channel.force(true);
                length = channel.size();
            }
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        force(directoryOf(target), StandardOpenOption.READ);
        return length;
    }

    private static void writeContent(FileChannel channel, StateImage image, String clusterId) throws IOException {
        MessageDigest digest = sha256();
        OutputStream out = new ForcedInSteps(Channels.newOutputStream(channel), () -> channel.force(false));
        DigestOutputStream digested = new DigestOutputStream(out, digest);
        digested.write(MAGIC);
        digested.write(ByteBuffer.allocate(Integer.BYTES).putInt(VERSION).array());
        ImageCodec.write(image, clusterId, digested);
        digested.write(
                ByteBuffer.allocate(Long.BYTES).putLong(channel.position()).array());
        out.write(digest.digest());
        out.write(MAGIC);
    }

    /**
     * Reads every byte of a file and makes sure that they are those that were written.
     *
     * @throws CorruptSnapshotException when they are not
     * @throws IOException when the file is not there or cannot be read
     */
    public static void verify(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            verify(channel);
        } catch (CorruptSnapshotException e) {
            throw e.within(file.toString());
        }
    }

    /** The image that a file holds; otherwise as {@link #readState}. */
    public static StateImage read(Path file, String expectedClusterId) throws IOException {
        return readState(file, expectedClusterId).image();
    }

    /**
     * The state that goes on from what a file holds, {@linkplain #verify verified} before any of it is used.
     *
     * @throws CorruptSnapshotException when the file is damaged or not of that cluster
     * @throws IOException when the file is not there or cannot be read
     */
    public static RegistryState readState(Path file, String expectedClusterId) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            verify(channel);
            long recordBytes = channel.size() - HEADER_BYTES - FOOTER_BYTES;
            InputStream records = Channels.newInputStream(channel.position(HEADER_BYTES));
            return ImageCodec.readState(new FirstBytes(records, recordBytes), expectedClusterId);
        } catch (CorruptSnapshotException e) {
            throw e.within(file.toString());
        }
    }

    private static void verify(FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < HEADER_BYTES + FOOTER_BYTES) {
            throw new CorruptSnapshotException("size: " + size + " (expected: >= " + (HEADER_BYTES + FOOTER_BYTES)
                    + " bytes of header and footer)");
        }
        ByteBuffer header = read(channel, 0, HEADER_BYTES);
        if (!startsWithMagic(header)) {
            throw new CorruptSnapshotException("it does not start like a snapshot");
        }
        int version = header.getInt();
        if (version != VERSION) {
            throw new CorruptSnapshotException("version: " + Integer.toUnsignedString(version) + " (expected: "
                    + VERSION + "; a newer one needs a newer node)");
        }
        ByteBuffer footer = read(channel, size - FOOTER_BYTES, FOOTER_BYTES);
        long length = footer.getLong();
        byte[] digest = new byte[DIGEST_BYTES];
        footer.get(digest);
        if (!startsWithMagic(footer)) {
            throw new CorruptSnapshotException("it does not end like a snapshot: it is cut off or damaged");
        }
        if (length != size - FOOTER_BYTES) {
            throw new CorruptSnapshotException("length: " + (size - FOOTER_BYTES) + " (expected: " + length + ')');
        }
        if (!Arrays.equals(digest, digest(channel, length + Long.BYTES))) {
            throw new CorruptSnapshotException("its SHA-256 is not that of its content: it is damaged");
        }
    }

    private static boolean startsWithMagic(ByteBuffer bytes) {
        byte[] start = new byte[MAGIC.length];
        bytes.get(start);
        return Arrays.equals(start, MAGIC);
    }

    private static byte[] digest(FileChannel channel, long length) throws IOException {
        MessageDigest digest = sha256();
        for (long position = 0; position < length; position += BUFFER_BYTES) {
            digest.update(read(channel, position, (int) Math.min(BUFFER_BYTES, length - position)));
        }
        return digest.digest();
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new CorruptSnapshotException("it ends at " + (position + bytes.position()) + " while it is read");
            }
        }
        return bytes.flip();
    }

    /**
     * Makes a file that another wrote survive a loss of power: its content, its name in its directory, and the name of
     * that directory, which may have been put in place together with the file.
     */
    public static void fsync(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path directory = directoryOf(target);
        force(target, StandardOpenOption.WRITE);
        force(directory, StandardOpenOption.READ);
        Path above = directory.getParent();
        if (above != null) {
            force(above, StandardOpenOption.READ);
        }
    }

    private static Path directoryOf(Path file) {
        Path directory = file.getParent();
        if (directory == null) {
            throw new IllegalArgumentException("file: " + file + " (expected: a file in a directory)");
        }
        return directory;
    }

    private static void force(Path path, StandardOpenOption access) throws IOException {
        try (FileChannel channel = FileChannel.open(path, access)) {
            channel.force(true);
        }
    }

    /** Deletes what a node left behind that stopped while it wrote. To be called while nobody writes. */
    public static void deleteUnfinished(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, '*' + UNFINISHED)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, which every Java platform has", e);
        }
    }
}
