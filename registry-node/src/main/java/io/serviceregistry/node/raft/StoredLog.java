package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.LogExport;
import io.serviceregistry.node.codec.SnapshotFile;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.raft.LogSegments.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;

/**
 * The log of a member that does not run, as its files hold it: as much of it as is kept, after the oldest snapshot that it goes on
 * from. Reads, and changes nothing. Blocks on the disk.
 */
public final class StoredLog {
    private final String clusterId;
    private final Path current;
    private final Path snapshots;

    /** @param storageDir as in {@link RaftSettings} */
    public StoredLog(Path storageDir, String clusterId) {
        Path group = storageDir.resolve(RatisNode.groupUuid(clusterId).toString());
        this.clusterId = clusterId;
        this.current = group.resolve("current");
        this.snapshots = group.resolve("sm");
    }

    /**
     * Writes all of it.
     *
     * @return how many entries
     * @throws DamagedLogException when the log is not whole, or a snapshot is missing that it goes on from
     */
    public long export(String nodeId, LogExport to) throws IOException {
        List<Path> states = Files.isDirectory(snapshots) ? SnapshotDirectory.files(snapshots) : List.of();
        long newest = states.isEmpty() ? -1 : SnapshotDirectory.index(states.get(0));
        List<Segment> segments = LogSegments.withoutPurged(LogSegments.in(current), newest);
        long first = segments.isEmpty() ? newest + 1 : segments.get(0).first();
        Optional<Path> state = stateBefore(first, states);
        if (state.isEmpty() && first != 0) {
            throw new DamagedLogException(current + " begins at " + first + ", and no snapshot leads there");
        }
        to.begin(clusterId, nodeId, state.isPresent() ? Optional.of(read(state.get())) : Optional.empty());
        long after = state.map(SnapshotDirectory::index).orElse(-1L);
        for (Segment segment : segments) {
            LogSegments.read(segment, RatisProperties.LARGEST_ENTRY, entry -> {
                if (entry.getIndex() > after) {
                    write(entry, to);
                }
            });
        }
        return to.end();
    }

    /** The oldest snapshot that entries from this one on follow without a gap; none when they are all that there are. */
    private static Optional<Path> stateBefore(long first, List<Path> newestFirst) {
        List<Path> leading = new ArrayList<>(newestFirst);
        leading.removeIf(file -> first == 0 || SnapshotDirectory.index(file) < first - 1);
        return leading.isEmpty() ? Optional.empty() : Optional.of(leading.get(leading.size() - 1));
    }

    private StateImage read(Path file) throws IOException {
        return SnapshotFile.read(file, clusterId);
    }

    private static void write(LogEntryProto entry, LogExport to) {
        try {
            if (entry.hasStateMachineLogEntry()) {
                var data = entry.getStateMachineLogEntry().getLogData();
                to.entry(entry.getIndex(), entry.getTerm(), data.asReadOnlyByteBuffer());
            } else {
                to.otherEntry(entry.getIndex(), entry.getTerm());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
