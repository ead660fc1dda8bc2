package io.serviceregistry.node.testkit;

import io.serviceregistry.node.replication.Peers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Other nodes that answer when, and what, a test says. */
public final class ManualPeers implements Peers {
    /** A question that was asked, and its answer to be given. */
    public record Asked<Q, A>(String nodeId, Q question, CompletableFuture<A> answer) {}

    private final List<Asked<List<ForwardedCommand>, List<ForwardedOutcome>>> forwards = new ArrayList<>();
    private final List<Asked<Long, ReadIndexAnswer>> readIndexes = new ArrayList<>();
    private final List<Asked<String, Long>> terms = new ArrayList<>();
    private final List<Asked<Long, OptionalLong>> digests = new ArrayList<>();

    /** The batches forwarded so far. */
    public List<Asked<List<ForwardedCommand>, List<ForwardedOutcome>>> forwards() {
        return forwards;
    }

    /** The questions for a commit index so far, with the terms they named. */
    public List<Asked<Long, ReadIndexAnswer>> readIndexes() {
        return readIndexes;
    }

    /** The questions for a term so far. */
    public List<Asked<String, Long>> terms() {
        return terms;
    }

    /** The questions for a state digest so far, with the log indices they named. */
    public List<Asked<Long, OptionalLong>> digests() {
        return digests;
    }

    @Override
    public CompletableFuture<List<ForwardedOutcome>> forward(
            String nodeId, List<ForwardedCommand> commands, Duration timeout) {
        Asked<List<ForwardedCommand>, List<ForwardedOutcome>> asked =
                new Asked<>(nodeId, commands, new CompletableFuture<>());
        forwards.add(asked);
        return asked.answer();
    }

    @Override
    public CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout) {
        Asked<Long, ReadIndexAnswer> asked = new Asked<>(nodeId, term, new CompletableFuture<>());
        readIndexes.add(asked);
        return asked.answer();
    }

    @Override
    public CompletableFuture<Long> currentTerm(String nodeId, Duration timeout) {
        Asked<String, Long> asked = new Asked<>(nodeId, nodeId, new CompletableFuture<>());
        terms.add(asked);
        return asked.answer();
    }

    @Override
    public CompletableFuture<OptionalLong> stateDigest(String nodeId, long logIndex, Duration timeout) {
        Asked<Long, OptionalLong> asked = new Asked<>(nodeId, logIndex, new CompletableFuture<>());
        digests.add(asked);
        return asked.answer();
    }
}
