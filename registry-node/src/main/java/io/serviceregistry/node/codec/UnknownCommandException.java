package io.serviceregistry.node.codec;

import org.jspecify.annotations.Nullable;

/** A command that this version has no name for: written by a newer one, and not damaged. */
public final class UnknownCommandException extends CorruptLogException {
    private static final long serialVersionUID = 1;

    UnknownCommandException(String message) {
        this(message, null);
    }

    private UnknownCommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    UnknownCommandException within(String where) {
        return new UnknownCommandException(where + ": " + getMessage(), this);
    }
}
