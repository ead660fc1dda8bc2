package io.serviceregistry.node.sim;

import io.serviceregistry.node.replication.Peers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A node's way to the other nodes, over the simulated network. */
class SimPeers implements Peers {
    private final SimNetwork network;
    private final SimNode self;

    SimPeers(SimNetwork network, SimNode self) {
        this.network = network;
        this.self = self;
    }

    @Override
    public CompletableFuture<List<ForwardedOutcome>> forward(
            String nodeId, List<ForwardedCommand> commands, Duration timeout) {
        return network.call(self, self.other(nodeId), timeout.toNanos(), node -> node.forwarded(commands));
    }

    @Override
    public CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout) {
        return network.call(self, self.other(nodeId), timeout.toNanos(), node -> node.readIndexAsked(self.id(), term));
    }

    @Override
    public CompletableFuture<Long> currentTerm(String nodeId, Duration timeout) {
        return network.call(
                self,
                self.other(nodeId),
                timeout.toNanos(),
                node -> CompletableFuture.completedFuture(node.raft().term()));
    }

    @Override
    public CompletableFuture<OptionalLong> stateDigest(String nodeId, long logIndex, Duration timeout) {
        return network.call(
                self,
                self.other(nodeId),
                timeout.toNanos(),
                node -> CompletableFuture.completedFuture(node.digestAt(logIndex)));
    }
}
