package io.serviceregistry.node.agreement;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.LeaderDuty;
import io.serviceregistry.node.replication.SupportedLevels;
import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Raises the feature level, on the leader: to the highest that every voter understands, once every one of them has said so in
 * one and the same round. A voter that does not answer may run anything, so without it nothing is raised.
 */
public final class LevelRaiser implements LeaderDuty {
    /** Levels rise once in an upgrade: nobody waits for it. */
    static final long PAUSE_NANOS = Duration.ofSeconds(2).toNanos();

    static final Duration ASK_FOR = Duration.ofSeconds(1);

    private record Round(SortedSet<String> voters, CompletableFuture<Integer> lowest) {}

    private final int supported;
    private final ConsensusView consensus;
    private final SupportedLevels others;
    private final Clock clock;
    private long term;
    private long endedAtNanos;
    private @Nullable Round round;

    /** {@code supported} is the highest level that this node understands itself. */
    public LevelRaiser(int supported, ConsensusView consensus, SupportedLevels others, Clock clock) {
        this.supported = supported;
        this.consensus = consensus;
        this.others = others;
        this.clock = clock;
    }

    @Override
    public void beginTerm(long newTerm, Supplier<CatalogView> current) {
        term = newTerm;
        round = null;
        endedAtNanos = clock.monotonicNanos() - PAUSE_NANOS;
    }

    @Override
    public void endTerm() {
        round = null;
    }

    @Override
    public List<Command> due(CatalogView view, long timeMillis) {
        int present = view.image().featureLevel();
        if (present >= supported) {
            return List.of();
        }
        // While the membership changes nobody knows who is to be asked.
        SortedSet<String> voters = consensus.committedVoters().orElse(null);
        Round asked = round;
        if (asked == null) {
            boolean rested = clock.monotonicNanos() - endedAtNanos >= PAUSE_NANOS;
            round = voters != null && rested ? ask(voters) : null;
            return List.of();
        }
        if (!asked.lowest().isDone()) {
            return List.of();
        }
        round = null;
        endedAtNanos = clock.monotonicNanos();
        boolean allSaid =
                !asked.lowest().isCompletedExceptionally() && asked.voters().equals(voters);
        int level = allSaid ? asked.lowest().join() : present;
        return level > present ? List.of(new RaiseFeatureLevel(term, level)) : List.of();
    }

    private Round ask(SortedSet<String> voters) {
        CompletableFuture<Integer> lowest = CompletableFuture.completedFuture(supported);
        for (String voter : voters) {
            if (!voter.equals(consensus.nodeId())) {
                lowest = lowest.thenCombine(others.supportedLevel(voter, ASK_FOR), Math::min);
            }
        }
        return new Round(voters, lowest);
    }
}
