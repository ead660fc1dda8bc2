package io.serviceregistry.node.watch;

/** The first revision that a subscription must look at, if any. Thread-safe. */
final class PendingRevision {
    private static final long NONE = Long.MAX_VALUE;

    private long first = NONE;

    /** That one, or an earlier one that is marked already. */
    synchronized void mark(long revision) {
        first = Math.min(first, revision);
    }

    /** True while a revision is marked. */
    synchronized boolean isMarked() {
        return first != NONE;
    }

    /** True when the first one marked is before a revision. */
    synchronized boolean isBefore(long revision) {
        return first < revision;
    }

    /** The one marked first; from here on none is. To be called only while one is marked. */
    synchronized long take() {
        long taken = first;
        first = NONE;
        return taken;
    }
}
