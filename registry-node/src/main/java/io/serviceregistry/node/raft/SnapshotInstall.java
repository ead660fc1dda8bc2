package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.SnapshotFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.util.FileUtils;
import org.apache.ratis.util.MD5FileUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Ratis does on the disk while it installs the snapshot of another node, and what it leaves undone.
 *
 * <pre>
 * tmp/snapshot-REQUEST/   the chunks as they arrive, without fsync; an MD5 file after the last
 * sm -> sm.tmpTIME        the former snapshots make room
 * tmp/snapshot-REQUEST -> sm
 * sm.tmpTIME              is deleted
 * </pre>
 *
 * A node that stops after the second line has no snapshots; one that stops anywhere leaves files that nobody deletes; and
 * a snapshot that does not survive the loss of power takes the place of one that does. So a received snapshot is made
 * durable and looked through before the second line, and a node that starts goes back to the former state. An arrival that
 * breaks off goes with the next one, or when the node has a newer snapshot of its own.
 *
 * <p>Thread-safe.
 */
final class SnapshotInstall {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotInstall.class);

    private final Path root;
    private final Path snapshots;
    private final Path received;

    /** In the directory of a Raft group. */
    SnapshotInstall(Path root, Path snapshots, Path received) {
        this.root = root;
        this.snapshots = snapshots;
        this.received = received;
    }

    /** Undoes an install that was under way when the node stopped. Before anyone looks for snapshots. */
    void recover() throws IOException {
        for (Path former : found(root, snapshots.getFileName() + ".tmp*")) {
            if (Files.notExists(snapshots)) {
                Files.move(former, snapshots, StandardCopyOption.ATOMIC_MOVE);
                StoredFiles.force(root);
            } else {
                FileUtils.deleteFully(former);
            }
        }
        refuse();
    }

    /**
     * Makes sure that the one snapshot that has arrived whole may take the place of ours, and that it survives a loss of
     * power. What is left of others, which did not arrive, is deleted. To be called while no chunk is being written.
     *
     * @throws IOException when there is none or it is damaged; it is deleted then, and ours stay
     */
    synchronized void admit() throws IOException {
        int whole = 0;
        for (Path arrived : found(received, "snapshot-*")) {
            List<Path> digests = found(arrived, "snapshot.*" + MD5FileUtil.MD5_SUFFIX);
            if (digests.isEmpty()) {
                FileUtils.deleteFully(arrived);
            }
            for (Path digest : digests) {
                whole++;
                admit(arrived, digest);
            }
        }
        if (whole == 0) {
            throw new IOException("no snapshot has arrived in " + received);
        }
    }

    /** Deletes all that has arrived. To be called while no chunk is being written. */
    synchronized void refuse() throws IOException {
        for (Path arrived : found(received, "snapshot-*")) {
            FileUtils.deleteFully(arrived);
        }
    }

    /**
     * Deletes what has arrived of snapshots that are not newer than our own of {@code index}: Ratis takes no further chunk
     * of them. One that is whole stays, it may be on its way into place; what cannot be deleted now goes the next time.
     */
    synchronized void dropOutlived(long index) {
        try {
            for (Path arrived : found(received, "snapshot-*")) {
                boolean whole =
                        !found(arrived, "snapshot.*" + MD5FileUtil.MD5_SUFFIX).isEmpty();
                boolean newer =
                        found(arrived, "snapshot.*").stream().anyMatch(file -> SnapshotDirectory.index(file) > index);
                if (!whole && !newer) {
                    FileUtils.deleteFully(arrived);
                }
            }
        } catch (IOException e) {
            LOG.info("Keeps what has arrived of another node's snapshot, for now: {}", e.toString());
        }
    }

    private static void admit(Path arrived, Path digest) throws IOException {
        String name = String.valueOf(digest.getFileName());
        Path file = arrived.resolve(name.substring(0, name.length() - MD5FileUtil.MD5_SUFFIX.length()));
        try {
            SnapshotFile.fsync(file);
            SnapshotFile.verify(file);
        } catch (IOException | RuntimeException e) {
            FileUtils.deleteFully(arrived);
            throw new IOException("a snapshot from another node is not taken: " + e.getMessage(), e);
        }
    }

    private static List<Path> found(Path directory, String names) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, names)) {
                entries.forEach(found::add);
            }
        }
        found.sort(null);
        return found;
    }
}
