package io.serviceregistry.node.watch;

import io.serviceregistry.node.watch.WatchContent.Resync;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What the watches of a node have come to since it began. Thread-safe. */
public final class WatchCounts {
    private final LongAdder sent = new LongAdder();
    private final LongAdder cut = new LongAdder();
    private final Map<Resync.Reason, LongAdder> resyncs = new EnumMap<>(Resync.Reason.class);

    WatchCounts() {
        for (Resync.Reason reason : Resync.Reason.values()) {
            resyncs.put(reason, new LongAdder());
        }
    }

    void countSent() {
        sent.increment();
    }

    void countCut() {
        cut.increment();
    }

    void countResync(Resync.Reason reason) {
        counted(reason).increment();
    }

    /** Responses sent: parts of snapshots, changes, bookmarks and whatever else there is to send. */
    public long sent() {
        return sent.sum();
    }

    /** Watches ended because their reader took too little. */
    public long cut() {
        return cut.sum();
    }

    /** How often a reader was given a snapshot in place of what it had. */
    public long resyncs(Resync.Reason reason) {
        return counted(reason).sum();
    }

    private LongAdder counted(Resync.Reason reason) {
        return Objects.requireNonNull(resyncs.get(reason));
    }
}
