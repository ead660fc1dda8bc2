package io.serviceregistry.node.watch;

/** The reader of a watch is so far behind that the changes it has not read are not kept any more. */
public final class WatchTooSlowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long resumeRevision;

    public WatchTooSlowException(long resumeRevision) {
        super(
                "the watch is behind by more changes than are kept; the last revision sent is " + resumeRevision,
                null,
                false,
                false);
        this.resumeRevision = resumeRevision;
    }

    /** The revision up to which everything was sent; 0 when the snapshot was not finished. */
    public long resumeRevision() {
        return resumeRevision;
    }
}
