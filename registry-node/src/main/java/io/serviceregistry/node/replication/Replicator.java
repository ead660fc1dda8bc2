package io.serviceregistry.node.replication;

import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Port to the replicated log. */
public interface Replicator {
    /**
     * Proposes an entry in this node's name. Called by one thread; does not block for longer than an append to memory.
     *
     * @return completes with one result per command once the entry is committed and applied here, or exceptionally with
     *     {@link NotProposedException} (it will never be applied) or {@link IndeterminateOutcomeException}. Completes on the
     *     thread of apply: continuations only hand over.
     */
    CompletableFuture<List<Result>> propose(Entry entry);

    /** How many bytes a command takes in an entry. */
    int sizeOf(LoggedCommand command);
}
