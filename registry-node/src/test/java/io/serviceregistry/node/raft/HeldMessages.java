package io.serviceregistry.node.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/**
 * A slow network in front of a member: messages that a test holds up arrive when it lets them go, each call in its order.
 * Thread-safe.
 */
final class HeldMessages implements ServerInterceptor {
    private final List<Predicate<Object>> held = new ArrayList<>();

    /** Entries from a member. */
    static Predicate<Object> entriesFrom(String nodeId) {
        return message -> message instanceof AppendEntriesRequestProto append
                && append.getEntriesCount() > 0
                && isFrom(append.getServerRequest().getRequestorId(), nodeId);
    }

    /** Heartbeats from a member. */
    static Predicate<Object> heartbeatsFrom(String nodeId) {
        return message -> message instanceof AppendEntriesRequestProto append
                && append.getEntriesCount() == 0
                && isFrom(append.getServerRequest().getRequestorId(), nodeId);
    }

    /** Votes and pre-votes for a member. */
    static Predicate<Object> votesFor(String nodeId) {
        return message -> message instanceof RequestVoteRequestProto vote
                && isFrom(vote.getServerRequest().getRequestorId(), nodeId);
    }

    private static boolean isFrom(ByteString requestorId, String nodeId) {
        return requestorId.toStringUtf8().equals(nodeId);
    }

    /** Holds up what comes from now on. */
    synchronized Predicate<Object> hold(Predicate<Object> messages) {
        held.add(messages);
        return messages;
    }

    /** Lets messages go. */
    synchronized void release(Predicate<Object> messages) {
        held.remove(messages);
        notifyAll();
    }

    /** Lets everything go. */
    synchronized void releaseAll() {
        held.clear();
        notifyAll();
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q message) {
                awaitRelease(message);
                super.onMessage(message);
            }
        };
    }

    private synchronized void awaitRelease(Object message) {
        try {
            while (held.stream().anyMatch(messages -> messages.test(message))) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
