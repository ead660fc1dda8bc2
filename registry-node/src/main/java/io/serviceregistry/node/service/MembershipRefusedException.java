package io.serviceregistry.node.service;

/** The members stay as they are; the message says why, for people. */
public final class MembershipRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MembershipRefusedException(String message) {
        super(message, null, false, false);
    }
}
