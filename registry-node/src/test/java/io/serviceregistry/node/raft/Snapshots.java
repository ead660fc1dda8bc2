package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.SnapshotFile;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Snapshots of an empty registry at some place in the log. */
final class Snapshots {
    static final String CLUSTER = "cluster-1";

    private Snapshots() {}

    static StateImage image(long term, long index) {
        RegistryState state = new RegistryState(StateImage.empty());
        state.skipTo(term, index);
        return state.image();
    }

    /** Writes one as a node does. */
    static Path write(Path directory, long term, long index) throws IOException {
        Path file = directory.resolve("snapshot." + term + '_' + index);
        SnapshotFile.write(file, image(term, index), CLUSTER);
        return file;
    }

    /** Writes one as Ratis leaves it when the last chunk has arrived. */
    static Path receive(Path directory, long term, long index) throws IOException {
        Files.createDirectories(directory);
        Path file = write(directory, term, index);
        Files.writeString(
                file.resolveSibling(file.getFileName() + ".md5"),
                "0123456789abcdef0123456789abcdef *" + file.getFileName() + '\n');
        return file;
    }

    static void flip(Path file, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        Files.write(file, bytes);
    }
}
