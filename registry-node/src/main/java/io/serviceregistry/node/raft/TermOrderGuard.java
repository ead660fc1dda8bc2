package io.serviceregistry.node.raft;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.thirdparty.io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import org.apache.ratis.thirdparty.io.grpc.Metadata;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerCallHandler;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;

/**
 * Keeps this node from hearing of a later term while entries of an earlier one are on their way into its log.
 *
 * <p><b>Why it is needed.</b> Ratis 3.3.0 checks the term of a leader's entries under the lock of its division, lets go of the
 * lock, and then appends ({@code RaftServerImpl.appendEntriesAsync}). In between, the node may grant a vote of a higher term
 * by a log that does not hold the entries yet, then append them, and acknowledge them to the former leader. That one counts
 * a majority and acknowledges the write; the new leader, elected without it, overwrites it. One lock around both ends this:
 * messages that carry entries, real votes, orders to start an election, and snapshots go to Ratis one at a time.
 *
 * <p><b>Why it is enough.</b> A write is lost only if some node acknowledged its entry in term T and afterwards helped to elect a
 * leader of a later term by a log without it. With the lock, either
 *
 * <ul>
 *   <li>the entries come first: with {@code append-entries.compose.enabled} off, the handler runs in the thread of the call,
 *       without a hop, until they are in the log in memory, where the vote's comparison of logs finds them (that they are not
 *       on the disk yet does no harm: they are acknowledged only when they are); or
 *   <li>the vote comes first: it has raised the term before it gives the lock free, and the entries are refused.
 * </ul>
 *
 * The node's own candidacy is such a vote too. Between the check and the append it cannot begin: the timer of a follower calls no
 * election while an append is outstanding ({@code FollowerState.outstandingOp}), and only a vote would replace that state; the
 * order of a leader that hands over takes this lock. A candidate that accepts entries has stopped its election, and waited
 * for its thread, before it appends. A leader appends its own entries under the division's lock, as votes do.
 *
 * <p>A later leader's entries or snapshot cannot get between either, and so an old append cannot cut off what a later leader
 * has written. Its heartbeats could raise the commit index in between, over entries that the old append then cuts off: so a
 * heartbeat of a higher term than that of the entries that came last waits for them. Other heartbeats pass freely, and so do
 * pre-votes, which promise nothing.
 *
 * <p><b>Why it does not block for long.</b> Who waits here waits in a thread of gRPC's unbounded pool, one for each call, and
 * heartbeats have a call of their own ({@code heartbeat.channel}): no thread that the holder needs is taken away. The holder
 * waits for the lock of the division (which every message needs, and whose owners never wait for this lock), for the end of
 * the node's own former role, and for room in the queue of the log's writer, which needs neither lock. An ending candidacy may wait
 * for the answer of another node that waits here in turn; Ratis bounds that by the election timeout. The lock is not the
 * division's own, which the threads of a former role need in order to end, and it is fair, so that a stream of entries does
 * not starve a vote.
 *
 * <p><b>What it rests on</b>, to be checked again with each version of Ratis: what is said above of its handlers, and that all
 * messages between nodes come through gRPC. It mends neither a vote that the disk forgets nor an fsync that did not happen.
 *
 * <p>One for each node. Thread-safe.
 */
final class TermOrderGuard implements ServerInterceptor {
    private final Lock lock = new ReentrantLock(true);

    /** The leader's term of the entries that came in last; written by the holder of the lock. */
    private volatile long entriesTerm;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean passesFreely;

            // A streamed message is handled when it arrives, a single one when the caller has said that it was all.
            @Override
            public void onMessage(Q message) {
                passesFreely = passesFreely(message);
                inOrder(() -> {
                    noteTermOfEntries(message);
                    super.onMessage(message);
                });
            }

            @Override
            public void onHalfClose() {
                inOrder(super::onHalfClose);
            }

            private void inOrder(Runnable handler) {
                if (passesFreely) {
                    handler.run();
                    return;
                }
                lock.lock();
                try {
                    handler.run();
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    private boolean passesFreely(Object message) {
        if (message instanceof AppendEntriesRequestProto append) {
            return append.getEntriesCount() == 0 && append.getLeaderTerm() <= entriesTerm;
        }
        return message instanceof RequestVoteRequestProto vote && vote.getPreVote();
    }

    private void noteTermOfEntries(Object message) {
        if (message instanceof AppendEntriesRequestProto append && append.getEntriesCount() > 0) {
            entriesTerm = append.getLeaderTerm();
        }
    }
}
