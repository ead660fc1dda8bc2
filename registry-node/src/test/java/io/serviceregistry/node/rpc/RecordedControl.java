package io.serviceregistry.node.rpc;

import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.service.ClusterControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Does all that it is told, and remembers it. */
public final class RecordedControl implements ClusterControl {
    public final List<Optional<String>> transfers = new ArrayList<>();
    public final List<MemberConfig> added = new ArrayList<>();
    public final List<String> removed = new ArrayList<>();

    @Override
    public CompletableFuture<Void> transferLeadership(Optional<String> nodeId) {
        transfers.add(nodeId);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> add(MemberConfig member) {
        added.add(member);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> remove(String nodeId) {
        removed.add(nodeId);
        return CompletableFuture.completedFuture(null);
    }
}
