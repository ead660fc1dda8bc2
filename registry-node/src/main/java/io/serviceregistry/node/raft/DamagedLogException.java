package io.serviceregistry.node.raft;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The log on the disk is not what this node wrote: an entry is damaged, files are missing, or less is there than this node
 * has already relied on. The node must not start on it: it could vote for a leader without entries that it had
 * acknowledged.
 */
public final class DamagedLogException extends IOException {
    private static final long serialVersionUID = 1;

    /** The message says what is wrong, and where. */
    DamagedLogException(String message) {
        super(message);
    }

    /** The message says what is wrong, and where. */
    DamagedLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
