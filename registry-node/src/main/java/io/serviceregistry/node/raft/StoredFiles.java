package io.serviceregistry.node.raft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.server.storage.RaftStorageDirectory;

/** Makes durable what Ratis writes and does not make so itself. Everything here blocks on the disk. */
final class StoredFiles {
    private static final int BLOCK_BYTES = 1 << 16;

    private StoredFiles() {}

    /**
     * Makes what an earlier run left survive a loss of power, before this run relies on it: Ratis takes every entry that it can read
     * for one that is on the disk.
     *
     * <p>It may be in memory only. A process that was killed had not forced it yet; and after an fsync has failed, the system may
     * call pages clean that never reached the disk, and the next fsync succeeds without writing them. So the open end
     * of the log is written again, the same bytes to the same place; all before it was forced when it was closed.
     */
    static void makeDurable(RaftStorage storage) throws IOException {
        RaftStorageDirectory directory = storage.getStorageDir();
        Path current = directory.getCurrentDir().toPath();
        try (DirectoryStream<Path> openSegments = Files.newDirectoryStream(current, "log_inprogress_*")) {
            for (Path segment : openSegments) {
                rewrite(segment);
            }
        }
        force(current);
        Path root = directory.getRoot().toPath().toAbsolutePath();
        force(root);
        forceDirectoryOf(root);
    }

    private static void rewrite(Path file) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (long position = 0; channel.read(block.clear(), position) > 0; ) {
                block.flip();
                while (block.hasRemaining()) {
                    position += channel.write(block, position);
                }
            }
            channel.force(true);
        }
    }

    /**
     * Makes sure of the membership that Ratis has just written, and of its name. It only logs when it fails to.
     *
     * @throws IOException when the file does not hold that entry or a later one
     */
    static void requireMembership(RaftStorage storage, long index) throws IOException {
        Path file = storage.getStorageDir().getCurrentDir().toPath().resolve("raft-meta.conf");
        try (InputStream in = Files.newInputStream(file)) {
            LogEntryProto found = LogEntryProto.parseFrom(in);
            if (found.getIndex() < index) {
                throw new IOException(file + " holds the membership of entry " + found.getIndex() + " (expected: >= "
                        + index + "): it was not written");
            }
        }
        forceDirectoryOf(file);
    }

    /** Makes the name of a file survive a loss of power. */
    static void forceDirectoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            force(directory);
        }
    }

    /** Makes the names in a directory survive a loss of power. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
