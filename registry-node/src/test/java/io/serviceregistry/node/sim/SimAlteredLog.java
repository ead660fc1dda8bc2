package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.Replicator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/** A log that gets something else than what was proposed, or answers something else than what came of it. */
record SimAlteredLog(Replicator real, UnaryOperator<Entry> proposed, UnaryOperator<List<Result>> answered)
        implements Replicator {
    @Override
    public CompletableFuture<List<Result>> propose(Entry entry) {
        return real.propose(proposed.apply(entry)).thenApply(answered);
    }

    @Override
    public int sizeOf(LoggedCommand command) {
        return real.sizeOf(command);
    }
}
