package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.command.Entry;
import java.util.function.UnaryOperator;

/** Gives entries a time that makes up for what a pause of their leader took, as far as apply lets it. */
final class SimEagerClock implements UnaryOperator<Entry> {
    private final SimNode node;
    private long term;
    private long lastMillis;
    private long lastNanos;

    SimEagerClock(SimNode node) {
        this.node = node;
    }

    @Override
    public Entry apply(Entry entry) {
        long nowNanos = node.monotonicNanos();
        long timeMillis = entry.timeMillis();
        if (entry.proposerTerm() == term) {
            long elapsedMillis = lastMillis + (nowNanos - lastNanos) / SimWorld.MILLI;
            timeMillis = Math.max(timeMillis, Math.min(elapsedMillis, node.latestTimeMillis()));
        }
        term = entry.proposerTerm();
        lastMillis = timeMillis;
        lastNanos = nowNanos;
        return new Entry(entry.proposerTerm(), timeMillis, entry.commands());
    }
}
