package io.serviceregistry.node.boot;

import java.io.IOException;
import java.io.Reader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node's directory: its lock, the record of whom it belongs to, and below it the log and the snapshots.
 *
 * <p>The record is written once. A node never starts on the directory of another node or cluster: its votes and entries
 * would be lies.
 */
final class DataDirectory implements AutoCloseable {
    private static final String FORMAT = "1";

    /** There from the first step of a restore to its last. */
    private static final String UNFINISHED = "restore.unfinished";

    private final Path root;
    private final FileChannel lockChannel;

    private DataDirectory(Path root, FileChannel lockChannel) {
        this.root = root;
        this.lockChannel = lockChannel;
    }

    /**
     * Takes the directory for a node, making it first when it is not there.
     *
     * @throws StartException when it cannot be written, is in use, or belongs to another node or cluster
     */
    static DataDirectory open(Path root, String clusterId, String nodeId) throws StartException {
        return open(root, clusterId, nodeId, DataDirectory::requireWhole);
    }

    /**
     * Takes an empty directory for a node, or one that a restore has left unfinished, which is emptied. No node starts on it before
     * {@link #restored}.
     *
     * @throws StartException when it cannot be written, is in use, or holds anything else
     */
    static DataDirectory openToRestore(Path root, String clusterId, String nodeId) throws StartException {
        return open(root, clusterId, nodeId, DataDirectory::beginRestore);
    }

    /** What is to be seen to before the directory is anybody's. */
    private interface Preparation {
        void accept(Path root) throws IOException, StartException;
    }

    private static DataDirectory open(Path root, String clusterId, String nodeId, Preparation prepare)
            throws StartException {
        FileChannel channel = null;
        try {
            Files.createDirectories(root);
            if (root.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            }
            channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                throw refused(root, "is in use by another process");
            }
            prepare.accept(root.toAbsolutePath());
            claim(root.toAbsolutePath(), clusterId, nodeId);
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw refused(root, "cannot be written: " + e);
        } catch (StartException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static void requireWhole(Path root) throws StartException {
        if (Files.exists(root.resolve(UNFINISHED))) {
            throw refused(root, "holds a restore that was cut off: restore again, or empty the directory");
        }
    }

    private static void beginRestore(Path root) throws IOException, StartException {
        Path mark = root.resolve(UNFINISHED);
        if (Files.notExists(mark)) {
            List<String> found = content(root).stream()
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
            if (!found.isEmpty()) {
                throw refused(
                        root,
                        "is not empty: it holds " + String.join(", ", found)
                                + " (expected: an empty directory to restore to)");
            }
            DurableProperties.write(mark, new Properties(), "A restore is under way, or was cut off.");
        }
        for (Path file : content(root)) {
            if (!file.equals(mark)) {
                deleteTree(file);
            }
        }
    }

    /** All that counts: the lock is ours, and file systems put a directory of their own at their roots. */
    private static List<Path> content(Path root) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(file -> !List.of("lock", "lost+found").contains(String.valueOf(file.getFileName())))
                    .sorted()
                    .toList();
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The restore is whole, and on the disk: a node may start on it. */
    void restored(String fingerprint) throws IOException {
        MembershipFile.writeRestored(root, fingerprint);
        Files.delete(root.resolve(UNFINISHED));
        try (FileChannel directory = FileChannel.open(root, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another node in this very process
        }
    }

    private static void claim(Path root, String clusterId, String nodeId) throws IOException, StartException {
        Path file = root.resolve("node.properties");
        if (!Files.exists(file)) {
            if (Files.exists(root.resolve("raft"))) {
                throw refused(root, "has a log but no node.properties: whose it is cannot be told");
            }
            write(file, clusterId, nodeId);
            return;
        }
        Properties found = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            found.load(reader);
        }
        require(root, found, "format", FORMAT);
        require(root, found, "cluster.id", clusterId);
        require(root, found, "node.id", nodeId);
    }

    private static void require(Path root, Properties found, String key, String expected) throws StartException {
        String actual = found.getProperty(key, "");
        if (!actual.equals(expected)) {
            throw refused(root, "belongs to " + key + " '" + actual + "', not '" + expected + "'");
        }
    }

    private static void write(Path file, String clusterId, String nodeId) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("format", FORMAT);
        properties.setProperty("cluster.id", clusterId);
        properties.setProperty("node.id", nodeId);
        DurableProperties.write(file, properties, "Whom this directory belongs to. Written once; do not edit.");
    }

    private static StartException refused(Path root, String why) {
        return new StartException(ExitCode.DATA_DIRECTORY, "node.data-dir: " + root + ' ' + why);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                return; // the start has failed already, for a better reason
            }
        }
    }

    /**
     * What the directory says of the node's part in the cluster.
     *
     * @throws StartException when that cannot be read or written
     */
    MembershipFile membership() throws StartException {
        try {
            return MembershipFile.open(root, Files.exists(raft()));
        } catch (IOException e) {
            throw refused(root, "cannot be used: " + e);
        }
    }

    /** Where the nodes are, as far as the directory knows; written by {@code writer}. */
    AddressFile addresses(Executor writer) throws IOException {
        return new AddressFile(root, writer);
    }

    /** Where the log and the snapshots are. */
    Path raft() {
        return root.resolve("raft");
    }

    /** Gives the directory free. */
    @Override
    public void close() throws IOException {
        lockChannel.close();
    }
}
