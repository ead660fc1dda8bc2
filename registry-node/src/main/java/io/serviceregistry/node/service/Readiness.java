package io.serviceregistry.node.service;

import java.util.Optional;

/** Port to whether this node's view can be answered from. Thread-safe, does not block. */
public interface Readiness {
    /**
     * Why nothing can be answered from this node's view, for people; empty when it can. A node that has not caught up since
     * it started has such a reason. Not knowing a leader is none: a LOCAL read is
     * answered without one.
     */
    Optional<String> notReadyReason();

    /** How this node's state differs from that of the majority, for people; empty while it counts as right. */
    Optional<String> divergence();
}
