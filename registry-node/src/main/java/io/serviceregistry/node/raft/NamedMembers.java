package io.serviceregistry.node.raft;

import java.io.IOException;
import java.net.InetSocketAddress;
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
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.protocol.RaftServerAsynchronousProtocol;

/**
 * Ratis' transport, which is told names of members in place of their addresses. Left to itself it dials a member for ever at the
 * address that it had heard first: another one under the same id, even after the member was removed and added, is no news to it.
 */
final class NamedMembers implements GrpcServices {
    private final GrpcServicesImpl ratis;
    private final MemberNames names;

    NamedMembers(GrpcServicesImpl ratis, MemberNames names) {
        this.ratis = ratis;
        this.names = names;
    }

    /** The transport itself. */
    GrpcServicesImpl ratis() {
        return ratis;
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
        return ratis.requestVote(request);
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
