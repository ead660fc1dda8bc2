package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.replication.NoQuorumException;
import io.serviceregistry.node.replication.ReadBarrier;
import io.serviceregistry.node.replication.Views;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;

/** Members of the Raft group that lack something on purpose, for fault runs that must notice it. */
public final class PlantedRaft {
    private PlantedRaft() {}

    /** A member whose reads Ratis confirms by its own read index, see {@link #ratisReads}. */
    public static RatisNode withRatisReads(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
        RaftProperties properties = RatisProperties.of(settings);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        return member(settings, surroundings, properties, EntryReading.AS_LOGGED);
    }

    /** A member that counts an entry as written before it is forced to the disk. */
    public static RatisNode withLateForces(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
        RaftProperties properties = RatisProperties.of(settings);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, true);
        return member(settings, surroundings, properties, EntryReading.AS_LOGGED);
    }

    /** A member that takes every entry, and every expiry in it, for one of the term it is logged under. */
    public static RatisNode withoutTermCheck(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
        return member(settings, surroundings, RatisProperties.of(settings), PlantedRaft::current);
    }

    private static RatisNode member(
            RaftSettings settings, RaftSurroundings surroundings, RaftProperties properties, EntryReading reading)
            throws IOException {
        return new RatisNode(
                settings, surroundings, settings.members(), RatisNode.guards(settings.nodeId()), properties, reading);
    }

    private static Entry current(long term, Entry entry) {
        return new Entry(
                term,
                entry.timeMillis(),
                entry.commands().stream()
                        .map(logged -> new LoggedCommand(
                                logged.request(), logged.notAfterMillis(), current(term, logged.command())))
                        .toList());
    }

    private static Command current(long term, Command command) {
        return command instanceof ExpireLeases expire ? new ExpireLeases(term, expire.leases()) : command;
    }

    /**
     * Linearizable reads as Ratis means them: its read index, and its wait until that is applied.
     *
     * <p>Our state machine refuses to be queried, and Ratis asks it only after the two: so that very refusal says that the
     * read is confirmed, and the view then is what the read would have seen.
     */
    public static ReadBarrier ratisReads(RatisNode node, Views views) {
        RaftServer.Division division = node.division();
        if (!(division instanceof RaftClientAsynchronousProtocol ratis)) {
            throw new IllegalStateException("this version of Ratis takes no reads within the process");
        }
        ClientId clientId = ClientId.randomId();
        AtomicLong callId = new AtomicLong();
        return budget -> {
            RaftClientRequest request = RaftClientRequest.newBuilder()
                    .setClientId(clientId)
                    .setServerId(division.getId())
                    .setGroupId(division.getMemberId().getGroupId())
                    .setCallId(callId.incrementAndGet())
                    .setMessage(Message.EMPTY)
                    .setType(RaftClientRequest.readRequestType())
                    .build();
            CompletableFuture<RaftClientReply> reply;
            try {
                reply = ratis.submitClientRequestAsync(request);
            } catch (IOException e) {
                reply = CompletableFuture.failedFuture(e);
            }
            return reply.handle((answer, failure) -> {
                        if (answer != null && answer.getException() instanceof StateMachineException) {
                            return views.current();
                        }
                        throw new NoQuorumException("Ratis did not confirm the read: "
                                + (answer == null ? failure : answer.getException()));
                    })
                    .orTimeout(budget.toNanos(), TimeUnit.NANOSECONDS);
        };
    }
}
