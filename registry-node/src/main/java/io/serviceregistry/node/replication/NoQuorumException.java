package io.serviceregistry.node.replication;

/** No majority confirmed in time that a read would be up to date. Nothing was changed; safe to try again. */
public final class NoQuorumException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoQuorumException(String message) {
        super(message, null, false, false);
    }
}
