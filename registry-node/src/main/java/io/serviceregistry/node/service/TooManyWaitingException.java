package io.serviceregistry.node.service;

/** So many reads wait on this node already that it takes no more. Waiting helps. */
public final class TooManyWaitingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int limit;

    public TooManyWaitingException(int limit) {
        super(limit + " reads wait on this node already", null, false, false);
        this.limit = limit;
    }

    /** How many may wait. */
    public int limit() {
        return limit;
    }
}
