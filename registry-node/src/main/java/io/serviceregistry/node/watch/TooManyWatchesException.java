package io.serviceregistry.node.watch;

/** This node has as many watches open as it may. Another one may take it. */
public final class TooManyWatchesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    public TooManyWatchesException(int limit) {
        super(limit + " watches are open on this node already", null, false, false);
        this.limit = limit;
    }

    /** How many may be open. */
    public int limit() {
        return limit;
    }
}
