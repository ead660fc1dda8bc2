package io.serviceregistry.node.service;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Port to what the other nodes say of themselves. Thread-safe, does not block. */
public interface PeerStatuses {
    /** Asks a node; completes exceptionally when it does not answer in time. */
    CompletableFuture<NodeStatus> statusOf(String nodeId, Duration timeout);
}
