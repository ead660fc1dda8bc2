package io.serviceregistry.node.service;

/** This node could not answer as freshly as was asked. Another one may; waiting may help. */
public final class NotFreshEnoughException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotFreshEnoughException(String message) {
        super(message, null, false, false);
    }
}
