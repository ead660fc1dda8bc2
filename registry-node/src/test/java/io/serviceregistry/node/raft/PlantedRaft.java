package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.replication.NoQuorumException;
import io.serviceregistry.node.replication.ReadBarrier;
import io.serviceregistry.node.replication.Views;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientAsynchronousProtocol;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.raftlog.RaftLog;

/** Members of the Raft group that lack something on purpose, for fault runs that must notice it. */
public final class PlantedRaft {
    private static final Duration FORCES_TAKE = Duration.ofMillis(200);
    private static final Duration A_MOMENT = Duration.ofMillis(10);

    private PlantedRaft() {}

    /** A member whose reads Ratis confirms by its own read index, see {@link #ratisReads}. */
    public static RatisNode withRatisReads(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
        RaftProperties properties = RatisProperties.of(settings);
        RaftServerConfigKeys.Read.setOption(properties, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        return member(settings, surroundings, properties, EntryReading.AS_LOGGED);
    }

    /**
     * A member that counts an entry as written before it is forced to the disk, which takes up to {@link #FORCES_TAKE}: on a disk
     * in memory it would else be too quick for a power cut to come between.
     */
    public static RatisNode withLateForces(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
        RaftProperties properties = RatisProperties.of(settings);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(properties, true);
        RatisNode member = member(settings, surroundings, properties, EntryReading.AS_LOGGED);
        slowDownForces(member.division());
        return member;
    }

    /** What Ratis forces the log with when nothing waits for it. */
    private static ExecutorService forcer(RaftLog log) {
        try {
            return (ExecutorService) field(field(log, "fileLogWorker"), "flushExecutor");
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Ratis has changed", e);
        }
    }

    private static Object field(Object object, String name) throws ReflectiveOperationException {
        Field field = object.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(object);
    }

    private static void slowDownForces(RaftServer.Division division) {
        Thread slows = new Thread(
                () -> {
                    ExecutorService forcer = forcer(opened(division));
                    while (!forcer.isShutdown()) {
                        CompletableFuture.runAsync(() -> LockSupport.parkNanos(FORCES_TAKE.toNanos()), forcer)
                                .join();
                    }
                },
                "planted");
        slows.setDaemon(true);
        slows.start();
    }

    private static RaftLog opened(RaftServer.Division division) {
        while (true) {
            try {
                return division.getRaftLog();
            } catch (IllegalStateException e) {
                LockSupport.parkNanos(A_MOMENT.toNanos()); // it is opened when the node starts
            }
        }
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
