package io.serviceregistry.node.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.util.SizeInBytes;

/** The files of a log that no server has open, as Ratis names and writes them. Reads, and changes nothing. */
final class LogSegments {
    /** As Ratis names them; an open one may have a suffix. */
    private static final Pattern NAME = Pattern.compile("log_(?:inprogress_(\\d+)(?:\\..*)?|(\\d+)-(\\d+))");

    /**
     * One file.
     *
     * @param last the index of its last entry by its name; one before the first when it is open
     */
    record Segment(Path file, long first, long last, boolean open) {}

    private LogSegments() {}

    /** The files in a directory, by their first entries; none when there is no directory. */
    static List<Segment> in(Path directory) throws IOException {
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

    /**
     * The segments behind the last gap, if a snapshot covers all that is before them.
     *
     * @param snapshotIndex of the newest snapshot; -1 without one
     * @throws DamagedLogException if it does not
     */
    static List<Segment> withoutPurged(List<Segment> segments, long snapshotIndex) throws DamagedLogException {
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
        return segments.subList(from, segments.size());
    }

    /**
     * Reads a segment to its end and returns the index of its last entry.
     *
     * @param entries told of each, in order; an {@link UncheckedIOException} of its own ends the reading
     * @throws DamagedLogException when it is not whole
     */
    static long read(Segment segment, SizeInBytes largestEntry, Consumer<LogEntryProto> entries)
            throws DamagedLogException {
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
                        entries.accept(entry);
                    });
        } catch (UncheckedIOException e) {
            throw e; // the reader's own: Ratis throws none
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
