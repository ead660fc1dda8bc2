package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.command.Entry;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.Replicator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A planted bug: gives entries a time that makes up for what a pause took, as far as apply lets it. */
final class SimEagerClock implements Replicator {
    private final Replicator real;
    private final SimNode node;
    private long term;
    private long lastMillis;
    private long lastNanos;

    SimEagerClock(Replicator real, SimNode node) {
        this.real = real;
        this.node = node;
    }

    @Override
    public CompletableFuture<List<Result>> propose(Entry entry) {
        long nowNanos = node.monotonicNanos();
        long timeMillis = entry.timeMillis();
        if (entry.proposerTerm() == term) {
            long elapsedMillis = lastMillis + (nowNanos - lastNanos) / SimWorld.MILLI;
            long appliedMillis = node.views().current().image().timeMillis();
            timeMillis = Math.max(timeMillis, Math.min(elapsedMillis, appliedMillis + 1_000));
        }
        term = entry.proposerTerm();
        lastMillis = timeMillis;
        lastNanos = nowNanos;
        return real.propose(new Entry(entry.proposerTerm(), timeMillis, entry.commands()));
    }

    @Override
    public int sizeOf(LoggedCommand command) {
        return real.sizeOf(command);
    }
}
