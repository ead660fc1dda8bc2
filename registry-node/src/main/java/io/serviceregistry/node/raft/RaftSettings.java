package io.serviceregistry.node.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What the adapter must know of this node and its cluster.
 *
 * @param members the voters the cluster starts with, this node among them; the same on all founders
 * @param joins this node was invited to a cluster that others have founded: it begins without voters, so that it never stands
 *     for election before a leader has told it who they are
 * @param bindHost the address the Raft port listens on
 * @param storageDir an own directory for log and snapshots
 * @param electionTimeoutMin a follower that hears nothing for a random time between the two calls an election
 * @param snapshotEntries a snapshot is due after so many entries
 * @param snapshotLogBytes a snapshot is due after so many bytes of log
 * @param snapshotInterval a snapshot is due after this time, if anything was applied
 * @param preservedEntries so many entries stay in the log whatever a snapshot covers, for followers that lag
 */
public record RaftSettings(
        String clusterId,
        String nodeId,
        List<Member> members,
        boolean joins,
        String bindHost,
        Path storageDir,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        Duration requestTimeout,
        long snapshotEntries,
        long snapshotLogBytes,
        Duration snapshotInterval,
        long preservedEntries,
        long segmentBytes) {
    /**
     * A voter. Its addresses are "host:port", and travel with it through the log.
     *
     * @param address where Raft runs
     * @param grpc where clients call
     * @param peer where other nodes call
     * @param http where clients call by HTTP; empty when they cannot
     */
    public record Member(String id, String address, String grpc, String peer, String http) {
        /** One that nobody but Raft calls. */
        Member(String id, String address) {
            this(id, address, "", "", "");
        }
    }

    public RaftSettings {
        members = List.copyOf(members);
    }

    Member self() {
        return members.stream()
                .filter(member -> member.id().equals(nodeId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nodeId: " + nodeId + " (expected: one of members)"));
    }
}
