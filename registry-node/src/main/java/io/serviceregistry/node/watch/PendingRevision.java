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

    /** How many revisions there are from the first one marked to a last one; 0 while none is marked. */
    synchronized long countTo(long last) {
        return first == NONE ? 0 : Math.max(0, last - first + 1);
    }

    /** The one marked first; from here on none is. To be called only while one is marked. */
    synchronized long take() {
        long taken = first;
        first = NONE;
        return taken;
    }
}
