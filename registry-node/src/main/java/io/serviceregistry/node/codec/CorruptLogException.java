package io.serviceregistry.node.codec;

import org.jspecify.annotations.Nullable;

/**
 * The log, or a command from another node, holds what this node cannot understand: damaged, or written by a newer
 * version. A fault: whoever meets it in the log stops the node, because skipping what others apply makes it wrong.
 */
public class CorruptLogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The message says what and where. */
    CorruptLogException(String message) {
        this(message, null);
    }

    /** The message says what and where. */
    CorruptLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The same, seen from what holds it. */
    CorruptLogException within(String where) {
        return new CorruptLogException(where + ": " + getMessage(), this);
    }
}
