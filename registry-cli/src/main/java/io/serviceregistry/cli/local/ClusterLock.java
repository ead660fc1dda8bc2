package io.serviceregistry.cli.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** One command at a time starts and stops the nodes of a folder. Released by the system when the command dies. */
final class ClusterLock implements AutoCloseable {
    static final String FILE = "cluster.lock";

    private final FileChannel channel;

    private ClusterLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock, or says that another command has it. */
    static ClusterLock take(StateFolder folder) {
        try {
            Files.createDirectories(folder.root());
            FileChannel channel =
                    FileChannel.open(folder.root().resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new LocalClusterException(
                        "another registryctl is starting or stopping nodes in " + folder.root() + "; try again");
            }
            return new ClusterLock(channel);
        } catch (IOException e) {
            throw new LocalClusterException("cannot write to " + folder.root() + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LocalClusterException("cannot unlock: " + e.getMessage());
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }
}
