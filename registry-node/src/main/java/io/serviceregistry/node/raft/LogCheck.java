package io.serviceregistry.node.raft;

import io.serviceregistry.node.raft.LowWaterMark.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.util.SizeInBytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a node's whole log before Ratis does, and says whether it may start on it: every file whole, none missing, and
 * together with the newest snapshot no less than the {@link LowWaterMark}.
 *
 * <p>Ratis checks the checksum of each entry, and that is used here. It does not notice when the last entries are gone, nor
 * when the log begins behind the snapshot. And it deletes the files of a purge from the newest to the oldest, after an
 * install those that the snapshot has overtaken: a node that stops in between has a gap, or a log that ends before its
 * snapshot. Files that a snapshot covers and that are in the way so are deleted here.
 */
final class LogCheck {
    private static final Logger LOG = LoggerFactory.getLogger(LogCheck.class);

    /** As Ratis names them; an open one may have a suffix. */
    private static final Pattern NAME = Pattern.compile("log_(?:inprogress_(\\d+)(?:\\..*)?|(\\d+)-(\\d+))");

    private record Segment(Path file, long first, long last, boolean open) {}

    private final Path directory;
    private final SizeInBytes largestEntry;

    /** A log in files. */
    LogCheck(Path directory, SizeInBytes largestEntry) {
        this.directory = directory;
        this.largestEntry = largestEntry;
    }

    /**
     * Returns if the log may be used.
     *
     * @param snapshotIndex of the newest snapshot; -1 without one
     * @param term the term that the node remembers
     * @throws DamagedLogException if it may not
     */
    void check(long snapshotIndex, long term, Mark mark) throws IOException {
        if (term < mark.term()) {
            throw new DamagedLogException(directory + " remembers term " + term + ", but this node was in term "
                    + mark.term() + " before: it is damaged or an older copy");
        }
        List<Segment> segments = withoutPurged(segments(), snapshotIndex);
        if (!segments.isEmpty() && segments.get(0).first() > snapshotIndex + 1) {
            throw new DamagedLogException(
                    directory + " begins at " + segments.get(0).first() + ", but the newest snapshot ends at "
                            + snapshotIndex + ": a snapshot is missing");
        }
        long lastInLog = -1;
        for (Segment segment : segments) {
            lastInLog = read(segment);
        }
        long last = Math.max(lastInLog, snapshotIndex);
        if (last < mark.index()) {
            throw new DamagedLogException(directory + " ends at " + last + ", but this node held all up to "
                    + mark.index() + " before: entries are missing, or it is an older copy");
        }
        if (lastInLog < snapshotIndex) {
            delete(segments);
        }
    }

    private List<Segment> segments() throws IOException {
        List<Segment> segments = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (var files = Files.newDirectoryStream(directory, "log_*")) {
                for (Path file : files) {
                    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
                    if (name.matches()) {
                        boolean open = name.group(1) != null;
                        long first = Long.parseLong(open ? name.group(1) : name.group(2));
                        segments.add(new Segment(file, first, open ? first - 1 : Long.parseLong(name.group(3)), open));
                    }
                }
            }
        }
        segments.sort(Comparator.comparingLong(Segment::first));
        return segments;
    }

    /** The segments behind the last gap, if a snapshot covers all that is before them. */
    private static List<Segment> withoutPurged(List<Segment> segments, long snapshotIndex) throws IOException {
        int from = 0;
        for (int i = 1; i < segments.size(); i++) {
            Segment before = segments.get(i - 1);
            Segment next = segments.get(i);
            if (before.open() || next.first() != before.last() + 1) {
                if (next.first() > snapshotIndex + 1) {
                    throw new DamagedLogException(
                            before.file() + " is followed by " + next.file().getFileName() + ": a file is missing");
                }
                from = i;
            }
        }
        delete(segments.subList(0, from));
        return segments.subList(from, segments.size());
    }

    /** The oldest first: what is left at any time has no new gap. */
    private static void delete(List<Segment> covered) throws IOException {
        for (Segment segment : covered) {
            LOG.info("Deletes {}, which the newest snapshot covers", segment.file());
            Files.deleteIfExists(segment.file());
        }
    }

    /** Reads a segment to its end and returns the index of its last entry. */
    private long read(Segment segment) throws DamagedLogException {
        long[] next = {segment.first()};
        LogSegmentPath path = LogSegmentPath.matchLogSegment(segment.file());
        if (path == null) {
            return segment.first() - 1; // an empty file, which Ratis has just deleted
        }
        try {
            LogSegment.readSegmentFile(
                    segment.file().toFile(),
                    path.getStartEnd(),
                    largestEntry,
                    CorruptionPolicy.EXCEPTION,
                    null,
                    entry -> {
                        if (entry.getIndex() != next[0]) {
                            throw new IllegalStateException(
                                    "index: " + entry.getIndex() + " (expected: " + next[0] + ')');
                        }
                        next[0]++;
                    });
        } catch (IOException | RuntimeException e) {
            throw new DamagedLogException(
                    segment.file() + " is damaged behind entry " + (next[0] - 1) + ": " + e.getMessage(), e);
        }
        long last = next[0] - 1;
        if (!segment.open() && last != segment.last()) {
            throw new DamagedLogException(
                    segment.file() + " ends at " + last + " (expected: " + segment.last() + "): it is damaged");
        }
        return last;
    }
}
