package io.serviceregistry.node.config;

import java.time.Duration;

/**
 * How the log is replicated and kept.
 *
 * @param electionTimeoutMin a follower that hears nothing for this long, or up to the maximum, stands for election
 * @param requestTimeout how long a call between nodes may take
 * @param snapshotEntries a snapshot after so many entries
 * @param snapshotBytes a snapshot after so many bytes of entries
 * @param snapshotInterval a snapshot after so much time
 * @param preservedLogEntries kept before a snapshot, so that a node that was away shortly catches up from the log
 */
public record RaftConfig(
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        Duration requestTimeout,
        int snapshotEntries,
        long snapshotBytes,
        Duration snapshotInterval,
        long logSegmentBytes,
        int preservedLogEntries) {
    public RaftConfig {
        Range.check("raft.election-timeout-min", electionTimeoutMin, "100ms", "1m");
        Range.check("raft.election-timeout-max", electionTimeoutMax, "100ms", "2m");
        // Closer together, nodes stand for election at the same time and split the votes.
        Duration least = electionTimeoutMin.plus(electionTimeoutMin.dividedBy(2));
        if (electionTimeoutMax.compareTo(least) < 0) {
            throw new ConfigException(
                    "raft.election-timeout-max",
                    DurationText.format(electionTimeoutMax),
                    "at least " + DurationText.format(least) + ", 1.5 times raft.election-timeout-min");
        }
        Range.check("raft.request-timeout", requestTimeout, "100ms", "1m");
        Range.check("raft.snapshot-entries", snapshotEntries, 100, 10_000_000);
        Range.checkSize("raft.snapshot-size", snapshotBytes, "1MB", "4GB");
        Range.check("raft.snapshot-interval", snapshotInterval, "1s", "24h");
        // An entry of 1 MB must fit; and a segment is what is purged at once.
        Range.checkSize("raft.log-segment-size", logSegmentBytes, "2MB", "1GB");
        Range.check("raft.preserved-log-entries", preservedLogEntries, 100, 10_000_000);
    }
}
