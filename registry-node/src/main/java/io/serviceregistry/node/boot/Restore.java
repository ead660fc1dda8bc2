package io.serviceregistry.node.boot;

import io.serviceregistry.node.codec.Backup;
import io.serviceregistry.node.codec.BackupFile;
import io.serviceregistry.node.codec.CorruptSnapshotException;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.core.state.Restoration;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.raft.RestoredStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes the data directory of a node that is to found a cluster with the state of a backup, before its first start. Every other
 * member must be given the same backup.
 *
 * <p>A restore that is cut off leaves a directory that no node starts on, and that can be restored to again.
 */
final class Restore {
    private Restore() {}

    /**
     * Restores.
     *
     * @param beside whether the cluster that the backup is of may go on meanwhile; otherwise it is looked for
     * @param steps hears what is done now, in words
     * @return what was done, in words
     * @throws StartException when it cannot be; unless the disk failed, nothing has changed
     */
    static String of(NodeConfig config, Path file, boolean beside, Consumer<String> steps) throws StartException {
        steps.accept("reading " + file);
        Backup backup = read(file);
        String clusterId = config.cluster().id();
        if (backup.clusterId().equals(clusterId)) {
            throw new StartException(
                    ExitCode.BACKUP_REFUSED,
                    "cluster.id: " + clusterId + " is the cluster of the backup " + file
                            + " (expected: a new id, so that no node or client of the old cluster takes this one for it)");
        }
        if (!beside) {
            steps.accept("looking for members of cluster " + backup.clusterId());
            refuseWhileItRuns(backup, config);
        }
        StateImage image = Restoration.of(backup.image());
        Path dataDir = config.node().dataDir();
        try (DataDirectory directory =
                DataDirectory.openToRestore(dataDir, clusterId, config.node().id())) {
            steps.accept("writing " + image.instances() + " instances to " + dataDir);
            String fingerprint = RestoredStorage.write(directory.raft(), clusterId, image);
            directory.restored(fingerprint);
            return "restored " + image.instances() + " instances of cluster " + backup.clusterId() + " at revision "
                    + backup.image().revision() + " to " + dataDir + ": revision " + image.revision()
                    + " of cluster " + clusterId + ", state " + fingerprint.substring(0, 12);
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.DATA_DIRECTORY, "node.data-dir: " + dataDir + " cannot be written: " + e, e);
        }
    }

    private static void refuseWhileItRuns(Backup backup, NodeConfig config) throws StartException {
        Optional<String> member = OldCluster.findMember(backup, config);
        if (member.isPresent()) {
            throw new StartException(
                    ExitCode.OLD_CLUSTER_RUNS,
                    "the cluster of the backup is still there: " + member.get()
                            + " (expected: all its members stopped for good; --beside-old restores beside it)");
        }
    }

    private static Backup read(Path file) throws StartException {
        try {
            return BackupFile.read(file);
        } catch (CorruptSnapshotException e) {
            throw new StartException(ExitCode.BACKUP_REFUSED, "the backup cannot be restored: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StartException(ExitCode.BACKUP_REFUSED, "the backup cannot be read: " + e, e);
        }
    }
}
