package io.serviceregistry.node.membership;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Port to the other nodes while they need not share a cluster yet. Thread-safe, does not block. */
public interface Introductions {
    /** Asks a node who it is; completes exceptionally when it does not answer in time. */
    CompletableFuture<Standing> introduce(String nodeId, Duration timeout);

    /**
     * Invites a node that is new.
     *
     * @return completes when it has accepted, and remembers so
     */
    CompletableFuture<Void> invite(String nodeId, String incarnation, Map<String, String> founders, Duration timeout);
}
