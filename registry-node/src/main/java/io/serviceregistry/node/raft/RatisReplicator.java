package io.serviceregistry.node.raft;

import io.serviceregistry.node.codec.CommandCodec;
import io.serviceregistry.node.codec.EntryCodec;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Replicator;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.exceptions.RaftException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Proposes entries to Ratis within the process: the append happens in the calling thread, the rest without it.
 *
 * <p>The results come from apply itself, not from Ratis' reply. The reply only tells of failures, and the entry tells
 * which kind: one that was never appended is not proposed, any other is indeterminate, because a later leader may still
 * commit it.
 */
final class RatisReplicator implements Replicator {
    /** Above the largest batch by far, below Ratis' limit: an entry that exceeds that one would depose the leader. */
    static final int MAX_ENTRY_BYTES = 3 << 20;

    private final RaftServer.Division division;
    private final RaftClientAsynchronousProtocol protocol;
    // A pair of client and call ids is used once: Ratis would answer a second use with the first one's reply.
    private final ClientId clientId = ClientId.randomId();
    private final AtomicLong callId = new AtomicLong();

    RatisReplicator(RaftServer.Division division) {
        this.division = division;
        if (!(division instanceof RaftClientAsynchronousProtocol asynchronous)) {
            throw new IllegalStateException("this version of Ratis takes no entries within the process");
        }
        this.protocol = asynchronous;
    }

    @Override
    public int sizeOf(LoggedCommand command) {
        return CommandCodec.size(command);
    }

    @Override
    public CompletableFuture<List<Result>> propose(Entry entry) {
        byte[] bytes = EntryCodec.encode(entry);
        PendingEntry pending = new PendingEntry(entry, bytes);
        if (bytes.length > MAX_ENTRY_BYTES) {
            pending.results().completeExceptionally(new NotProposedException(Reason.OVERLOADED));
            return pending.results();
        }
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(clientId)
                .setServerId(division.getId())
                .setGroupId(division.getMemberId().getGroupId())
                .setCallId(callId.incrementAndGet())
                .setMessage(pending)
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            var unused = protocol.submitClientRequestAsync(request)
                    .whenComplete((reply, failure) -> settle(pending, reply, failure));
        } catch (IOException | RuntimeException e) {
            settle(pending, null, e);
        }
        return pending.results();
    }

    private static void settle(PendingEntry pending, @Nullable RaftClientReply reply, @Nullable Throwable failure) {
        if (reply != null && reply.isSuccess()) {
            // Apply has completed the results, as long as it found this entry's promise; nobody must wait for ever.
            pending.results().completeExceptionally(new IndeterminateOutcomeException("the results were lost"));
            return;
        }
        RaftException refused = reply == null ? null : reply.getException();
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (pending.isAppended()) {
            pending.results()
                    .completeExceptionally(
                            new IndeterminateOutcomeException("leadership was lost before the entry was committed: "
                                    + (refused == null ? cause : refused)));
        } else {
            boolean full = refused instanceof ResourceUnavailableException;
            pending.results()
                    .completeExceptionally(new NotProposedException(full ? Reason.OVERLOADED : Reason.NOT_LEADER));
        }
    }
}
