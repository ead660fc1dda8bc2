package io.serviceregistry.node.sim;

import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Peers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** A node's way to the other nodes, over the simulated network. */
final class SimPeers implements Peers {
    private final SimNetwork network;
    private final SimNode self;
    private final SimBug bug;

    SimPeers(SimNetwork network, SimNode self, SimBug bug) {
        this.network = network;
        this.self = self;
        this.bug = bug;
    }

    @Override
    public CompletableFuture<List<ForwardedOutcome>> forward(
            String nodeId, List<ForwardedCommand> commands, Duration timeout) {
        CompletableFuture<List<ForwardedOutcome>> answer =
                network.call(self, self.other(nodeId), timeout.toNanos(), node -> node.forwarded(commands));
        if (bug == SimBug.NO_ANSWER_IS_TAKEN_FOR_NO) {
            return answer.exceptionally(failure -> commands.stream()
                    .map(command -> new ForwardedOutcome(null, Reason.DEADLINE_PASSED))
                    .toList());
        }
        return answer;
    }

    @Override
    public CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout) {
        return network.call(self, self.other(nodeId), timeout.toNanos(), node -> node.readIndexAsked(self.id(), term));
    }

    @Override
    public CompletableFuture<Long> currentTerm(String nodeId, Duration timeout) {
        if (bug == SimBug.OWN_VOTE_COUNTS_TWICE) {
            return CompletableFuture.completedFuture(self.raft().term());
        }
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
