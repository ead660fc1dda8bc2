package io.serviceregistry.node.membership;

/** The node cannot be invited as it is; the message says why, for people. Nothing has changed. */
public final class InviteRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    InviteRefusedException(String message) {
        super(message);
    }
}
