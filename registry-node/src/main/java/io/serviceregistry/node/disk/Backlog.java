package io.serviceregistry.node.disk;

/**
 * How long the oldest work that was begun has not been done, seen by looking now and then at two counters. Never too much: the
 * age of a piece counts from the look that saw it first. One thread.
 */
final class Backlog {
    private boolean waiting;
    private long awaited;
    private long sinceNanos;

    /** A look: so much is begun, of which so much is done. What was begun may be given up again: then {@code begun} falls. */
    void observe(long nowNanos, long begun, long done) {
        boolean stillWaits = waiting && done < awaited && awaited <= begun;
        if (!stillWaits) {
            waiting = done < begun;
            awaited = begun;
            sinceNanos = nowNanos;
        }
    }

    /** How long {@link #awaited} has waited by now; 0 when nothing waits. */
    long ageNanos(long nowNanos) {
        return waiting ? nowNanos - sinceNanos : 0;
    }

    /** What {@code begun} was when the oldest work was seen first. */
    long awaited() {
        return awaited;
    }
}
