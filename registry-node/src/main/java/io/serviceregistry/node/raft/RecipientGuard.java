package io.serviceregistry.node.raft;

import java.util.Optional;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.ReadIndexRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.apache.ratis.thirdparty.io.grpc.Status;

/**
 * Refuses what is meant for another member. Ratis 3.3.0 asks who sends, never for whom: entries that an outdated or mistaken
 * address brings to the wrong node would be taken, and their acknowledgement would count for the member that was meant. Of five
 * members a leader and one follower, reached as two, could so make a majority, with the write on two disks.
 */
final class RecipientGuard implements ServerInterceptor {
    private final String nodeId;

    RecipientGuard(String nodeId) {
        this.nodeId = nodeId;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                Optional<String> other = recipient(message).filter(id -> !id.equals(nodeId));
                if (other.isPresent() && !refused) {
                    refused = true;
                    call.close(
                            Status.FAILED_PRECONDITION.withDescription(
                                    "this is " + nodeId + ", the message is for " + other.get()),
                            new Metadata());
                }
                if (!refused) {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }

    private static Optional<String> recipient(Object message) {
        return server(message).map(request -> request.getReplyId().toStringUtf8());
    }

    private static Optional<RaftRpcRequestProto> server(Object message) {
        if (message instanceof AppendEntriesRequestProto append) {
            return Optional.of(append.getServerRequest());
        }
        if (message instanceof RequestVoteRequestProto vote) {
            return Optional.of(vote.getServerRequest());
        }
        if (message instanceof InstallSnapshotRequestProto snapshot) {
            return Optional.of(snapshot.getServerRequest());
        }
        if (message instanceof StartLeaderElectionRequestProto election) {
            return Optional.of(election.getServerRequest());
        }
        if (message instanceof ReadIndexRequestProto read) {
            return Optional.of(read.getServerRequest());
        }
        return Optional.empty();
    }
}
