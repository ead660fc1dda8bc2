package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * How a use case gets a command into the log, on any node: on the leader through its lanes, elsewhere forwarded.
 *
 * <p>Thread-safe, never blocks. A command with a request id is tried again by the node itself, with a new leader too, until
 * its budget is used up; apply sees to it that it takes effect once.
 */
public interface Writes {
    /**
     * Submits a command.
     *
     * @param budget how long the caller will wait
     * @return completes with what the command came to, rejections included, or exceptionally with a {@link
     *     NotProposedException} (it is not in the log and never will be) or an {@link IndeterminateOutcomeException}.
     *     Completes on a thread that may be used for encoding an answer, not for blocking.
     */
    CompletableFuture<Result> submit(Lane lane, LoggedCommand command, Duration budget);
}
