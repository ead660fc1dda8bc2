package io.serviceregistry.node.service;

/** A watch is to be resumed from a revision that this cluster has not reached. Waiting does not help. */
public final class RevisionInFutureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long latest;

    public RevisionInFutureException(long revision, long latest) {
        super(
                "resume.revision is " + revision + ", and the latest revision of this cluster is " + latest,
                null,
                false,
                false);
        this.latest = latest;
    }

    /** The latest revision there is. */
    public long latest() {
        return latest;
    }
}
