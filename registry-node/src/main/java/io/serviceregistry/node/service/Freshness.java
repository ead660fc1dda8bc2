package io.serviceregistry.node.service;

import java.util.OptionalLong;

/** Port to how old this node's view may be. Thread-safe, does not block. */
public interface Freshness {
    /**
     * The time since the start of the last read barrier that succeeded here, in milliseconds: whatever was acknowledged
     * anywhere before that start, the current view reflects. Empty before the first.
     */
    OptionalLong ageMillis();
}
