package io.serviceregistry.node.raft;

import java.util.Collection;
import java.util.List;
import org.apache.ratis.protocol.RaftPeer;
import org.jspecify.annotations.Nullable;

/**
 * Members as Ratis keeps them. Its peers have room for addresses that Ratis itself has no use for here; so the addresses of a member
 * are logged, snapshotted and told to a new node together with the membership.
 */
final class RaftPeers {
    private RaftPeers() {}

    static List<RaftPeer> of(Collection<RaftSettings.Member> members) {
        return members.stream().map(RaftPeers::of).toList();
    }

    private static RaftPeer of(RaftSettings.Member member) {
        RaftPeer.Builder peer = RaftPeer.newBuilder().setId(member.id()).setAddress(member.address());
        if (!member.grpc().isEmpty()) {
            peer.setClientAddress(member.grpc()).setAdminAddress(member.peer());
        }
        if (!member.http().isEmpty()) {
            peer.setDataStreamAddress(member.http());
        }
        return peer.build();
    }

    static RaftSettings.Member member(RaftPeer peer) {
        return new RaftSettings.Member(
                peer.getId().toString(),
                peer.getAddress(),
                text(peer.getClientAddress()),
                text(peer.getAdminAddress()),
                text(peer.getDataStreamAddress()));
    }

    private static String text(@Nullable String address) {
        return address == null ? "" : address;
    }
}
