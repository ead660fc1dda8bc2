package io.serviceregistry.node.service;

import io.serviceregistry.node.config.MemberConfig;
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

    /**
     * Adds a member: a node that waits to be added.
     *
     * @return completes once it votes, or exceptionally with a {@code NotProposedException}, a {@link MembershipRefusedException}, or
     *     an {@code IndeterminateOutcomeException}
     */
    CompletableFuture<Void> add(MemberConfig member);

    /**
     * Removes a member.
     *
     * @return completes once it does not vote any more, or exceptionally as above or with a {@link MemberNotFoundException}
     */
    CompletableFuture<Void> remove(String nodeId);
}
