package io.serviceregistry.node.watch;

/** The reader of a watch takes too little: what it has not read is not kept any more, or it has taken nothing for a minute. */
public final class WatchTooSlowException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long resumeRevision;

    public WatchTooSlowException(long resumeRevision) {
        super(
                "the reader takes too little: it is behind by more changes than are kept, or has taken nothing for a minute;"
                        + " the last revision sent is " + resumeRevision,
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
