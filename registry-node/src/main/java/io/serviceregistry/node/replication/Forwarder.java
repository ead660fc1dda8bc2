package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.Peers.ForwardedCommand;
import io.serviceregistry.node.replication.Peers.ForwardedOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The followers' side of the write path: everything that waits goes to the leader in one batch per round, a few rounds in
 * flight. Confined to the thread that proposes.
 */
final class Forwarder {
    /**
     * A batch that was not answered for so long takes no more room: it may be lost, as after a cut link, and must not keep
     * renewals from a leader that can be reached again. A leader that is only slow gets a few more batches each time.
     */
    private static final long TAKES_ROOM_NANOS = Duration.ofMillis(250).toNanos();

    private record Batch(String leader, long sentAtNanos, CompletableFuture<List<ForwardedOutcome>> answer) {}

    private final ConsensusView consensus;
    private final Peers peers;
    private final Lanes lanes;
    private final WriteConfig config;
    private final Executor completions;
    private final BiConsumer<PendingWrite, @Nullable Throwable> onFailure;
    private final Queue<Batch> inFlight = new ConcurrentLinkedQueue<>();

    Forwarder(
            ConsensusView consensus,
            Peers peers,
            Lanes lanes,
            WriteConfig config,
            Executor completions,
            BiConsumer<PendingWrite, @Nullable Throwable> onFailure) {
        this.consensus = consensus;
        this.peers = peers;
        this.lanes = lanes;
        this.config = config;
        this.completions = completions;
        this.onFailure = onFailure;
    }

    /** One round; false when there was nothing to do, or nobody to send it to. */
    boolean turn(long nowNanos) {
        String leader = consensus.leaderId().orElse(consensus.nodeId());
        if (leader.equals(consensus.nodeId())) {
            return false;
        }
        giveUp(leader);
        if (room(nowNanos) <= 0) {
            return false;
        }
        List<PendingWrite> writes = lanes.take(config.maxEntryCommands(), config.maxEntryBytes());
        if (writes.isEmpty()) {
            return false;
        }
        List<ForwardedCommand> commands = new ArrayList<>(writes.size());
        for (PendingWrite write : writes) {
            Duration remaining = Duration.ofNanos(Math.max(0, write.deadlineNanos() - nowNanos));
            commands.add(new ForwardedCommand(write.lane(), write.command(), remaining));
        }
        CompletableFuture<List<ForwardedOutcome>> answer = peers.forward(leader, commands, config.forwardTimeout());
        Batch batch = new Batch(leader, nowNanos, answer);
        inFlight.add(batch);
        answer.whenCompleteAsync(
                (outcomes, failure) -> {
                    inFlight.remove(batch);
                    lanes.signal();
                    complete(writes, outcomes, failure);
                },
                completions);
        return true;
    }

    /** What was sent to a former leader, and not answered, need not wait for its timeout: that node may hang. */
    void giveUp(String leader) {
        for (Batch batch : inFlight) {
            if (!batch.leader().equals(leader)) {
                batch.answer().completeExceptionally(new IndeterminateOutcomeException("another node leads now"));
            }
        }
    }

    private long room(long nowNanos) {
        long taken = inFlight.stream()
                .filter(batch -> !batch.answer().isDone() && nowNanos - batch.sentAtNanos() < TAKES_ROOM_NANOS)
                .count();
        return config.maxForwards() - taken;
    }

    private void complete(
            List<PendingWrite> writes, @Nullable List<ForwardedOutcome> outcomes, @Nullable Throwable failure) {
        for (int i = 0; i < writes.size(); i++) {
            if (failure != null || outcomes == null || i >= outcomes.size()) {
                // The call was sent and not answered: nobody here can say what became of it.
                onFailure.accept(writes.get(i), new IndeterminateOutcomeException("the leader did not answer"));
            } else {
                complete(writes.get(i), outcomes.get(i));
            }
        }
    }

    private void complete(PendingWrite write, ForwardedOutcome outcome) {
        Result result = outcome.result();
        if (result != null) {
            write.complete(result);
        } else if (outcome.notProposed() != null) {
            onFailure.accept(write, new NotProposedException(outcome.notProposed()));
        } else {
            onFailure.accept(write, new IndeterminateOutcomeException("the leader could not tell"));
        }
    }
}
