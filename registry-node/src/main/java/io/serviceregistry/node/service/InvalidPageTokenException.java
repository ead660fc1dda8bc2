package io.serviceregistry.node.service;

/** A page token that this registry did not make, or not for what is asked for now. */
public final class InvalidPageTokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** {@code sameAgain} is what must be as it was on the page before. */
    public InvalidPageTokenException(String sameAgain) {
        super("not a page token of this registry for this " + sameAgain, null, false, false);
    }
}
