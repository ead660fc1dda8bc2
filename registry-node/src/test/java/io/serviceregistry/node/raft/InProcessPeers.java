package io.serviceregistry.node.raft;

import io.serviceregistry.node.replication.Peers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** The other nodes' own port, without a network: calls reach them unless the link is cut, and answers find their way back or not. */
class InProcessPeers implements Peers {
    private final String self;
    private final RegistryGroup group;

    InProcessPeers(String self, RegistryGroup group) {
        this.self = self;
        this.group = group;
    }

    @Override
    public CompletableFuture<List<ForwardedOutcome>> forward(
            String nodeId, List<ForwardedCommand> commands, Duration timeout) {
        return call(nodeId, timeout, node -> {
            List<CompletableFuture<ForwardedOutcome>> outcomes =
                    commands.stream().map(node.writes()::submitForwarded).toList();
            return CompletableFuture.allOf(outcomes.toArray(new CompletableFuture<?>[0]))
                    .thenApply(all ->
                            outcomes.stream().map(CompletableFuture::join).toList());
        });
    }

    @Override
    public CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout) {
        return call(nodeId, timeout, node -> node.readIndexes().readIndex(self, term));
    }

    @Override
    public CompletableFuture<Long> currentTerm(String nodeId, Duration timeout) {
        return call(
                nodeId,
                timeout,
                node -> CompletableFuture.completedFuture(
                        node.member().consensus().term()));
    }

    /** Nobody compares states here. */
    @Override
    public CompletableFuture<OptionalLong> stateDigest(String nodeId, long logIndex, Duration timeout) {
        return CompletableFuture.completedFuture(OptionalLong.empty());
    }

    private <A> CompletableFuture<A> call(
            String nodeId, Duration timeout, Function<RegistryMember, CompletableFuture<A>> call) {
        RegistryMember target = group.find(nodeId);
        CompletableFuture<A> answer = new CompletableFuture<>();
        if (target == null || !group.links().reaches(self, nodeId)) {
            return CompletableFuture.failedFuture(new TimeoutException(nodeId + " is not reached"));
        }
        target.member()
                .background()
                .execute(() -> call.apply(target).whenComplete((value, failure) -> {
                    if (!group.links().reaches(nodeId, self)) {
                        return; // the answer is lost
                    }
                    if (failure != null) {
                        answer.completeExceptionally(failure);
                    } else {
                        answer.complete(value);
                    }
                }));
        return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
