package io.serviceregistry.node.raft;

import io.serviceregistry.node.time.Clock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import org.apache.ratis.grpc.server.GrpcServices;
import org.apache.ratis.grpc.server.GrpcServicesImpl;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.TimeoutIOException;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;

/**
 * Ratis' transport, which is told names of members in place of their addresses. Left to itself it dials a member for ever at the
 * address that it had heard first: another one under the same id, even after the member was removed and added, is no news to it.
 * And one that hangs up on {@link SilentMembers}.
 */
final class NamedMembers implements GrpcServices {
    private final GrpcServicesImpl ratis;
    private final MemberNames names;
    private final SilentMembers silent;

    NamedMembers(
            GrpcServicesImpl ratis, MemberNames names, Clock clock, Duration requestTimeout, Duration electionTimeout) {
        this.ratis = ratis;
        this.names = names;
        this.silent = new SilentMembers(clock, requestTimeout, electionTimeout, this::hangUp);
    }

    /** The transport itself. */
    GrpcServicesImpl ratis() {
        return ratis;
    }

    /** Has a leader look at what its followers have answered; to be called about once a second. */
    void look(RaftServer.Division division) {
        if (division.getInfo().isLeader()) {
            silent.look(division.getInfo().getRoleInfoProto().getLeaderInfo().getFollowerInfoList());
        }
    }

    /**
     * The next call makes new connections. Ratis would wait for five seconds until the old ones are closed; a thread that was
     * interrupted does not wait.
     */
    private void hangUp(RaftPeerId member) {
        boolean interrupted = Thread.interrupted();
        Thread.currentThread().interrupt();
        try {
            ratis.handleException(member, new TimeoutIOException(member + " is silent"), true);
        } finally {
            if (!interrupted) {
                var unused = Thread.interrupted();
            }
        }
    }

    @Override
    public void addRaftPeers(Collection<RaftPeer> peers) {
        names.logged(peers);
        ratis.addRaftPeers(peers.stream()
                .map(peer -> RaftPeer.newBuilder(peer)
                        .setAddress(names.target(peer.getId().toString()))
                        .build())
                .toList());
    }

    @Override
    public RpcType getRpcType() {
        return ratis.getRpcType();
    }

    @Override
    public void start() throws IOException {
        ratis.start();
    }

    @Override
    public void close() throws IOException {
        ratis.close();
        names.close();
    }

    @Override
    public InetSocketAddress getInetSocketAddress() {
        return ratis.getInetSocketAddress();
    }

    @Override
    public InetSocketAddress getClientServerAddress() {
        return ratis.getClientServerAddress();
    }

    @Override
    public InetSocketAddress getAdminServerAddress() {
        return ratis.getAdminServerAddress();
    }

    @Override
    public void handleException(RaftPeerId member, Exception failure, boolean reconnect) {
        ratis.handleException(member, failure, reconnect);
    }

    @Override
    public void notifyNotLeader(RaftGroupId group) {
        ratis.notifyNotLeader(group);
    }

    @Override
    public RaftServerAsynchronousProtocol async() {
        return ratis.async();
    }

    @Override
    public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
        RaftPeerId voter = RaftPeerId.valueOf(request.getServerRequest().getReplyId());
        silent.asked(voter);
        try {
            RequestVoteReplyProto reply = ratis.requestVote(request);
            silent.answered(voter);
            return reply;
        } catch (StatusRuntimeException e) {
            switch (e.getStatus().getCode()) {
                case DEADLINE_EXCEEDED, CANCELLED -> silent.unanswered(voter);
                default -> silent.answered(voter);
            }
            throw e;
        }
    }

    @Override
    public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
        return ratis.appendEntries(request);
    }

    @Override
    public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
        return ratis.installSnapshot(request);
    }

    @Override
    public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
            throws IOException {
        return ratis.startLeaderElection(request);
    }
}
