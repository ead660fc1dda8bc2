package io.serviceregistry.node.replication;

import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The leader's part of a linearizable read: how far was the log committed when the read arrived, and does a majority still
 * follow me? Thread-safe.
 *
 * <p>Why the answer is safe. A write acknowledged before the read arrived was committed by the leader of some term T'. If T'
 * is not above the caller's term T, this node leads T with an entry of its own term committed, so the write is at or below
 * its commit index. If T' is above T, its leader was elected by a majority that had moved to T' before the read arrived; but
 * a majority of this leader's committed voters, each asked after the read arrived, is still at T: two majorities of one
 * set of voters meet, and terms never go back. No clock is involved.
 *
 * <p>The quorum is counted over this leader's own committed voters: a lagging follower may believe in a smaller, older
 * set. While the membership changes no single majority proves anything, and the log decides.
 */
public final class ReadIndexLeader {
    private final ConsensusView consensus;
    private final Peers peers;
    private final Duration timeout;

    /** Asks other voters through {@code peers}, each for {@code timeout} at most. */
    public ReadIndexLeader(ConsensusView consensus, Peers peers, Duration timeout) {
        this.consensus = consensus;
        this.peers = peers;
        this.timeout = timeout;
    }

    /**
     * Answers a caller whose last read arrived before it took {@code term}.
     *
     * @param callerId the node that asks; its own term counts as its vote, if it is a voter
     */
    public CompletableFuture<ReadIndexAnswer> readIndex(String callerId, long term) {
        if (!leads(term)) {
            return CompletableFuture.completedFuture(new ReadIndexAnswer.Retry());
        }
        Optional<SortedSet<String>> committed = consensus.committedVoters();
        if (committed.isEmpty()) {
            return CompletableFuture.completedFuture(new ReadIndexAnswer.UseLogBarrier());
        }
        ReadIndexAnswer answer = new ReadIndexAnswer.Index(consensus.commitIndex());
        SortedSet<String> voters = committed.get();
        SortedSet<String> others = new TreeSet<>(voters);
        others.remove(consensus.nodeId());
        others.remove(callerId);
        int missing = voters.size() / 2 + 1 - (voters.size() - others.size());
        return missing <= 0 ? CompletableFuture.completedFuture(answer) : ask(others, missing, term, answer);
    }

    /** The role is looked at between two looks at the term: a deposed leader changes its role first. */
    private boolean leads(long term) {
        return consensus.term() == term
                && consensus.role() == Role.LEADER
                && consensus.isLeaderReady()
                && consensus.isTrusted()
                && consensus.readyTerm() == term
                && consensus.term() == term;
    }

    private CompletableFuture<ReadIndexAnswer> ask(
            SortedSet<String> others, int missing, long term, ReadIndexAnswer answer) {
        CompletableFuture<ReadIndexAnswer> done = new CompletableFuture<>();
        AtomicInteger needed = new AtomicInteger(missing);
        AtomicInteger spare = new AtomicInteger(others.size() - missing);
        for (String other : others) {
            var unused = peers.currentTerm(other, timeout).whenComplete((otherTerm, failure) -> {
                if (failure == null && otherTerm == term) {
                    if (needed.decrementAndGet() == 0) {
                        done.complete(answer);
                    }
                } else if (spare.decrementAndGet() < 0) {
                    done.complete(new ReadIndexAnswer.Retry());
                }
            });
        }
        return done;
    }
}
