package io.serviceregistry.node.raft;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * Which members cannot reach which, in Raft and in the nodes' own calls, each for itself and each way. A message over a cut
 * link breaks its call, as a reset connection does. Thread-safe.
 */
final class CutLinks {
    private record Link(String from, String to) {}

    private final Set<Link> raft = ConcurrentHashMap.newKeySet();
    private final Set<Link> peers = ConcurrentHashMap.newKeySet();

    /** Cuts Raft's messages between two members, both ways. */
    void cutRaft(String one, String other) {
        raft.add(new Link(one, other));
        raft.add(new Link(other, one));
    }

    /** Cuts everything between two members, both ways. */
    void cut(String one, String other) {
        cutRaft(one, other);
        peers.add(new Link(one, other));
        peers.add(new Link(other, one));
    }

    /** Cuts all that comes from one member, and nothing that goes to it. */
    void silence(String one, String other) {
        raft.add(new Link(one, other));
        peers.add(new Link(one, other));
    }

    /** Mends Raft's link between two members. */
    void mendRaft(String one, String other) {
        raft.remove(new Link(one, other));
        raft.remove(new Link(other, one));
    }

    /** Mends everything. */
    void mend() {
        raft.clear();
        peers.clear();
    }

    boolean reaches(String from, String to) {
        return !peers.contains(new Link(from, to));
    }

    /** Breaks Raft's calls to a member over cut links. */
    ServerInterceptor interceptor(String self) {
        return new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
                    private boolean broken;

                    @Override
                    public void onMessage(Q message) {
                        if (!broken && raft.contains(new Link(sender(message), self))) {
                            broken = true;
                            call.close(Status.UNAVAILABLE, new Metadata());
                        }
                        if (!broken) {
                            super.onMessage(message);
                        }
                    }

                    @Override
                    public void onHalfClose() {
                        if (!broken) {
                            super.onHalfClose();
                        }
                    }
                };
            }
        };
    }

    private static String sender(Object message) {
        ByteString id = ByteString.EMPTY;
        if (message instanceof AppendEntriesRequestProto append) {
            id = append.getServerRequest().getRequestorId();
        } else if (message instanceof RequestVoteRequestProto vote) {
            id = vote.getServerRequest().getRequestorId();
        } else if (message instanceof InstallSnapshotRequestProto snapshot) {
            id = snapshot.getServerRequest().getRequestorId();
        } else if (message instanceof StartLeaderElectionRequestProto start) {
            id = start.getServerRequest().getRequestorId();
        }
        return id.toStringUtf8();
    }
}
