package io.serviceregistry.node.agreement;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.LeaderDuty;
import io.serviceregistry.node.replication.Peers;
import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compares the nodes' states, on the leader: asks every voter for its digest at the index noted last, and logs what they say.
 *
 * <p>The leader judges nobody, itself least of all: whose state is right is decided in apply, and a leader whose own state is
 * wrong logs the comparison that says so. That is why it goes on when this node is not trusted.
 */
public final class StateComparer implements LeaderDuty {
    /** Under load, notes come faster than anybody needs comparisons. */
    static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final DigestNotes notes;
    private final ConsensusView consensus;
    private final Peers peers;
    private final Clock clock;
    private long term;
    private long comparedIndex;
    private long endedAtNanos;
    private @Nullable ComparisonRound round;

    public StateComparer(DigestNotes notes, ConsensusView consensus, Peers peers, Clock clock) {
        this.notes = notes;
        this.consensus = consensus;
        this.peers = peers;
        this.clock = clock;
    }

    @Override
    public void beginTerm(long newTerm, Supplier<CatalogView> current) {
        term = newTerm;
        comparedIndex = 0;
        round = null;
        endedAtNanos = clock.monotonicNanos() - PAUSE_NANOS;
    }

    @Override
    public void endTerm() {
        round = null;
    }

    @Override
    public boolean goesOnUntrusted() {
        return true;
    }

    @Override
    public List<Command> due(CatalogView view, long timeMillis) {
        long nowNanos = clock.monotonicNanos();
        if (round == null) {
            round = begin(Math.max(comparedIndex, view.image().agreement().comparedIndex()), nowNanos);
        }
        if (round == null || !round.isOver(nowNanos)) {
            return List.of();
        }
        ComparisonRound over = round;
        round = null;
        endedAtNanos = nowNanos;
        comparedIndex = over.logIndex();
        return List.of(new CompareStates(term, over.logIndex(), over.reports()));
    }

    private @Nullable ComparisonRound begin(long after, long nowNanos) {
        long logIndex = notes.newestIndex();
        if (logIndex <= after || nowNanos - endedAtNanos < PAUSE_NANOS) {
            return null;
        }
        // While the membership changes nobody knows what a majority is.
        SortedSet<String> voters = consensus.committedVoters().orElse(null);
        return voters == null
                ? null
                : new ComparisonRound(logIndex, voters, consensus.nodeId(), notes.at(logIndex), peers, nowNanos);
    }
}
