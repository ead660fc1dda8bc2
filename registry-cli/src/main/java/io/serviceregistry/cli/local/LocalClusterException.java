package io.serviceregistry.cli.local;

/** The local cluster cannot do what was asked; the message is one line that says why and what to do. */
public final class LocalClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the line for the user. */
    public LocalClusterException(String message) {
        super(message);
    }
}
