package io.serviceregistry.node.service;

/** The cluster has no such member. Nothing has changed. */
public final class MemberNotFoundException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MemberNotFoundException(String message) {
        super(message, null, false, false);
    }
}
