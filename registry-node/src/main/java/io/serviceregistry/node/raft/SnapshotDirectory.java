package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.SnapshotFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/**
 * A node's snapshots on the disk. The newest by its name is the one that counts; whether it is whole is said by its own
 * footer alone, see {@link SnapshotFile}.
 *
 * <p>Ratis has such a class too, which believes an MD5 file beside each snapshot: without one it takes an older snapshot,
 * or one unchecked, and because of one that it cannot read it takes none at all and starts empty. Here no file beside a
 * snapshot decides anything, and a directory that cannot be read is an error.
 *
 * <p>Thread-safe; one thread at a time adds.
 */
final class SnapshotDirectory implements StateMachineStorage {
    /** One may be on its way to another node while the next is written. */
    static final int KEPT = 3;

    private static final Pattern NAME = Pattern.compile("snapshot\\.(\\d+)_(\\d+)");

    private final Consumer<Path> sending;
    private volatile @Nullable Path directory;
    private volatile @Nullable SnapshotInfo latest;

    /**
     * Snapshots of one node.
     *
     * @param sending told of a snapshot when Ratis begins to send it to another node; must not block
     */
    SnapshotDirectory(Consumer<Path> sending) {
        this.sending = sending;
    }

    @Override
    public void init(RaftStorage storage) throws IOException {
        open(storage.getStorageDir().getStateMachineDir().toPath());
    }

    /** Looks into the directory, in which nobody writes yet. */
    void open(Path snapshots) throws IOException {
        directory = snapshots;
        Files.createDirectories(snapshots);
        SnapshotFile.deleteUnfinished(snapshots);
        reload();
    }

    /** Looks again, after Ratis has put another directory in the place of the former. */
    void reload() throws IOException {
        List<Found> found = find();
        latest = found.isEmpty() ? null : found.get(0).toInfo(sending);
    }

    /** The file for a snapshot at that position. */
    Path file(TermIndex position) {
        return opened().resolve(name(position));
    }

    /** The name of a snapshot at that position. */
    static String name(TermIndex position) {
        return "snapshot." + position.getTerm() + '_' + position.getIndex();
    }

    /** A snapshot has been written to its {@link #file}; older ones than the newest change nothing. */
    synchronized void added(TermIndex position) {
        SnapshotInfo before = latest;
        if (before == null || before.getIndex() < position.getIndex()) {
            latest = new Found(file(position), position).toInfo(sending);
        }
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return latest;
    }

    /** Formatting is Ratis' part; there is nothing of ours to do. */
    @Override
    public void format() {}

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) throws IOException {
        keepNewest(policy.getNumSnapshotsRetained());
    }

    void keepNewest(int count) throws IOException {
        List<Found> found = find();
        for (Found old : found.subList(Math.min(count, found.size()), found.size())) {
            Files.deleteIfExists(old.file());
        }
        // Ratis writes a digest beside a snapshot that it has received.
        try (DirectoryStream<Path> digests =
                Files.newDirectoryStream(opened(), "snapshot.*" + MD5FileUtil.MD5_SUFFIX + '*')) {
            for (Path digest : digests) {
                Files.deleteIfExists(digest);
            }
        }
    }

    /** The index in the name of a snapshot, of part of one too; -1 when it is not such a name. */
    static long index(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? Long.parseLong(name.group(2)) : -1;
    }

    /** The snapshots in a directory, the newest first. Changes nothing. */
    static List<Path> files(Path directory) throws IOException {
        return find(directory).stream().map(Found::file).toList();
    }

    private List<Found> find() throws IOException {
        return find(opened());
    }

    private static List<Found> find(Path directory) throws IOException {
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    found.add(new Found(
                            file, TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)))));
                }
            }
        }
        found.sort(Comparator.<Found>comparingLong(one -> one.position().getIndex())
                .thenComparingLong(one -> one.position().getTerm())
                .reversed());
        return found;
    }

    private Path opened() {
        Path opened = directory;
        if (opened == null) {
            throw new IllegalStateException("the snapshots are not open yet");
        }
        return opened;
    }

    private record Found(Path file, TermIndex position) {
        SnapshotInfo toInfo(Consumer<Path> sending) {
            return new Info(file, position, sending);
        }
    }

    /**
     * What Ratis knows of a snapshot. Its files are asked for when one is sent, and only then. It has no MD5: Ratis then
     * makes one of the bytes it reads, for the way; the footer says on arrival whether they are right.
     */
    private static final class Info extends FileListSnapshotInfo {
        private final Path file;
        private final Consumer<Path> sending;

        Info(Path file, TermIndex position, Consumer<Path> sending) {
            super(List.of(new FileInfo(file, null)), position);
            this.file = file;
            this.sending = sending;
        }

        @Override
        public List<FileInfo> getFiles() {
            sending.accept(file);
            return super.getFiles();
        }
    }
}
