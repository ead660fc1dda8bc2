package io.serviceregistry.node.replication;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Port to what the other nodes understand. Thread-safe, does not block. */
public interface SupportedLevels {
    /** Asks a node for the highest feature level that it understands; completes exceptionally when it does not answer in time. */
    CompletableFuture<Integer> supportedLevel(String nodeId, Duration timeout);
}
