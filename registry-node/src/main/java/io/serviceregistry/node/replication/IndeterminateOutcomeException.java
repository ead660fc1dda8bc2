package io.serviceregistry.node.replication;

/** A command may be in the log, now or later, or not: safe to try again only under the same request id. */
public final class IndeterminateOutcomeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IndeterminateOutcomeException(String message) {
        super(message, null, false, false);
    }
}
