package io.serviceregistry.node.codec;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot is damaged, not finished, of another cluster, or of a version this node does not know. Nothing of it was
 * used. Another snapshot may do; without one the node cannot serve.
 */
public final class CorruptSnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The message says what is wrong, and where. */
    CorruptSnapshotException(String message) {
        this(message, null);
    }

    /** The message says what is wrong, and where. */
    CorruptSnapshotException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The same, seen from what holds it. */
    CorruptSnapshotException within(String where) {
        return new CorruptSnapshotException(where + ": " + getMessage(), this);
    }
}
