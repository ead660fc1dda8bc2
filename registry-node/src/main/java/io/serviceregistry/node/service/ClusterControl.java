package io.serviceregistry.node.service;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Port to what operators do to the cluster. Thread-safe, does not block. */
public interface ClusterControl {
    /**
     * Hands leadership over.
     *
     * @param nodeId the node to lead; empty means any other than the present one
     * @return completes once it leads, or exceptionally with a {@code NotProposedException}
     */
    CompletableFuture<Void> transferLeadership(Optional<String> nodeId);
}
