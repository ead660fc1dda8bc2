package io.serviceregistry.node.raft;

import io.serviceregistry.node.raft.LogSegments.Segment;
import io.serviceregistry.node.raft.LowWaterMark.Mark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        List<Segment> found = LogSegments.in(directory);
        List<Segment> segments = LogSegments.withoutPurged(found, snapshotIndex);
        delete(found.subList(0, found.size() - segments.size()));
        if (!segments.isEmpty() && segments.get(0).first() > snapshotIndex + 1) {
            throw new DamagedLogException(
                    directory + " begins at " + segments.get(0).first() + ", but the newest snapshot ends at "
                            + snapshotIndex + ": a snapshot is missing");
        }
        long lastInLog = -1;
        for (Segment segment : segments) {
            lastInLog = LogSegments.read(segment, largestEntry, entry -> {});
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

    /** The oldest first: what is left at any time has no new gap. */
    private static void delete(List<Segment> covered) throws IOException {
        for (Segment segment : covered) {
            LOG.info("Deletes {}, which the newest snapshot covers", segment.file());
            Files.deleteIfExists(segment.file());
        }
    }
}
