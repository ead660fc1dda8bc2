package io.serviceregistry.node.raft;

import org.apache.ratis.grpc.server.GrpcLogAppender;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.raftlog.RaftLogIOException;

/**
 * Tells a follower at once that what it holds is committed, and not only with the next entry or heartbeat.
 *
 * <p>Ratis 3.3.0 means to: its appender wakes up for every new commit index. But without an entry to send it makes no message
 * before the next heartbeat is due ({@code LogAppenderBase.newAppendEntriesRequest}), half the least election timeout later.
 * After a quiet moment a follower would apply the last write so much later than the leader, and every linearizable read on it
 * would wait as long.
 *
 * <p>The message is a heartbeat as any other. It is sent once for each commit index, when the follower is known to hold the
 * entries: heartbeats have a stream of their own, and one that came before them would change nothing. One that is lost is
 * made up for by the next.
 *
 * <p>Used by one thread, that of the appender, as Ratis' own; {@link #getWaitTimeMs} may be called by any.
 */
final class PromptCommitAppender extends GrpcLogAppender {
    /** Ratis does not wake an appender when its follower has caught up with a commit index that others have made. */
    private static final long LOOK_MILLIS = 2;

    private volatile long announced = -1;

    PromptCommitAppender(RaftServer.Division server, LeaderState leaderState, FollowerInfo follower) {
        super(server, leaderState, follower);
    }

    @Override
    public AppendEntriesRequestProto newAppendEntriesRequest(long callId, boolean heartbeat) throws RaftLogIOException {
        AppendEntriesRequestProto request = super.newAppendEntriesRequest(callId, heartbeat || hasNews());
        if (request != null) {
            announced = request.getLeaderCommit();
        }
        return request;
    }

    @Override
    public GrpcServicesImpl getServerRpc() {
        return ((NamedMembers) getServer().getRaftServer().getServerRpc()).ratis();
    }

    @Override
    public long getWaitTimeMs() {
        long wait = super.getWaitTimeMs();
        return isBehind() && isAnswering() ? Math.min(wait, LOOK_MILLIS) : wait;
    }

    private boolean hasNews() {
        return isBehind() && !hasAppendEntries() && getFollower().getMatchIndex() >= committed();
    }

    private boolean isBehind() {
        long committed = committed();
        return committed > announced && committed > getFollower().getCommitIndex();
    }

    private boolean isAnswering() {
        return getFollower().getLastRpcResponseTime().elapsedTimeMs()
                < getServer().properties().minRpcTimeoutMs();
    }

    private long committed() {
        return getRaftLog().getLastCommittedIndex();
    }
}
