package io.serviceregistry.node.raft;

import io.serviceregistry.node.disk.DiskProgress;
import io.serviceregistry.node.disk.NodeDisk;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;

/** The disk of this node's member, as far as Ratis and the file of term and vote tell. */
final class RatisDisk implements NodeDisk {
    private static final Duration HAND_OVER_TIMEOUT = Duration.ofSeconds(3);

    private final RatisNode node;
    private final RaftServer.Division division;
    private final RatisStateMachine stateMachine;

    RatisDisk(RatisNode node, RaftServer.Division division, RatisStateMachine stateMachine) {
        this.node = node;
        this.division = division;
        this.stateMachine = stateMachine;
    }

    @Override
    public DiskProgress progress() {
        RaftLog log = division.getRaftLog();
        // Blocks while somebody holds the log's lock and waits for room in the queue of its writer. Before the flushed
        // index: an entry that is appended in between must not look as if it waited.
        TermIndex last = log.getLastEntryTermIndex();
        long flushed = log.getFlushIndex();
        VoteFile votes = stateMachine.votes();
        return new DiskProgress(
                last == null ? flushed : last.getIndex(),
                flushed,
                votes == null ? 0 : votes.begun(),
                votes == null ? 0 : votes.written());
    }

    @Override
    public Map<String, Long> acknowledged() {
        return acknowledged(division);
    }

    /** Both lists are in the order of the leader's appenders; during a change of the membership they may not match. */
    static Map<String, Long> acknowledged(RaftServer.Division division) {
        long[] indexes = division.getInfo().getFollowerMatchIndices();
        List<ServerRpcProto> followers =
                division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
        if (indexes == null || indexes.length != followers.size()) {
            return Map.of();
        }
        Map<String, Long> acknowledged = new HashMap<>();
        for (int i = 0; i < indexes.length; i++) {
            acknowledged.put(followers.get(i).getId().getId().toStringUtf8(), indexes[i]);
        }
        return acknowledged;
    }

    @Override
    public CompletableFuture<Void> handOver(String follower) {
        return node.transferLeadership(Optional.of(follower), HAND_OVER_TIMEOUT);
    }
}
