package io.serviceregistry.node.service;

/** This node does not take the request; another one may. Not applied. */
public final class NotServingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** It has not caught up since it started, so that its answers would be wrong. */
        NOT_READY,
        /** Its state differs from that of the majority, so that its answers could be wrong. */
        STATE_DIVERGED,
        /** It is stopping. */
        STOPPING
    }

    private final Reason reason;

    public NotServingException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
