package io.serviceregistry.node.service;

/** A page token that this registry did not make, or not for these filters. */
public final class InvalidPageTokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidPageTokenException() {
        super("not a page token of this registry for this namespace", null, false, false);
    }
}
