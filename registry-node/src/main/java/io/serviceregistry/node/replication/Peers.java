package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Port to the other nodes. Thread-safe, never blocks. A call that cannot be answered in time completes exceptionally; after
 * {@link #forward} that means: indeterminate.
 */
public interface Peers {
    /** A command on its way to the leader; {@code remaining} is how long it is still good for. */
    record ForwardedCommand(Lane lane, LoggedCommand command, Duration remaining) {}

    /** What became of a forwarded command: exactly one of a result, a reason not to have proposed it, or neither: indeterminate. */
    record ForwardedOutcome(@Nullable Result result, NotProposedException.@Nullable Reason notProposed) {
        /** It may be in the log or not. */
        public static final ForwardedOutcome INDETERMINATE = new ForwardedOutcome(null, null);
    }

    /** The leader's answer to a read index request. */
    sealed interface ReadIndexAnswer {
        /** A majority is at the term; everything acknowledged before the request is at or below the index. */
        record Index(long commitIndex) implements ReadIndexAnswer {}

        /** The node does not lead the term, or no majority confirmed it in time. */
        record Retry() implements ReadIndexAnswer {}

        /** The membership is changing: only the log proves anything. */
        record UseLogBarrier() implements ReadIndexAnswer {}
    }

    /** Hands commands to a node that is believed to lead; one outcome for each, in their order. */
    CompletableFuture<List<ForwardedOutcome>> forward(String nodeId, List<ForwardedCommand> commands, Duration timeout);

    /** Asks the leader of a term how far its log is committed. */
    CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout);

    /** Asks a node for its term. */
    CompletableFuture<Long> currentTerm(String nodeId, Duration timeout);

    /** Asks a node for its state digest after a log index; empty when it does not know it, yet or any more. */
    CompletableFuture<OptionalLong> stateDigest(String nodeId, long logIndex, Duration timeout);
}
