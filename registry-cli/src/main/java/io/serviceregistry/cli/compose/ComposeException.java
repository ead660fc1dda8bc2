package io.serviceregistry.cli.compose;

/** Compose, or Docker, cannot do what was asked; the message is one line. */
public final class ComposeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With the line for the user. */
    public ComposeException(String message) {
        super(message);
    }
}
