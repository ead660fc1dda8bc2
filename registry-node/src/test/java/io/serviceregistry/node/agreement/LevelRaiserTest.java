package io.serviceregistry.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualConsensus;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the leader raises the feature level; this one is n1, and understands levels up to 3. */
class LevelRaiserTest {
    private static final int TERM = 4;

    private final ManualClock clock = new ManualClock();
    private final ManualConsensus consensus = new ManualConsensus("n1", "n1", "n2", "n3");
    private final SortedMap<String, CompletableFuture<Integer>> asked = new TreeMap<>();
    private final RegistryState state = new RegistryState(StateImage.empty());
    private final LevelRaiser raiser = new LevelRaiser(3, consensus, (node, timeout) -> asked(node), clock);

    @BeforeEach
    void lead() {
        consensus.leads(TERM);
        raiser.beginTerm(TERM, this::view);
    }

    @Test
    void raisesToTheHighestThatEveryVoterUnderstands() {
        assertThat(due()).isEmpty();
        answer("n2", 5);
        assertThat(due()).isEmpty();
        answer("n3", 2);
        assertThat(due()).containsExactly(new RaiseFeatureLevel(TERM, 2));
    }

    @Test
    void raisesNothingWhileAVoterUnderstandsTheFirstLevelOnly() {
        due();
        answer("n2", 3);
        answer("n3", 1);
        assertThat(due()).isEmpty();
    }

    @Test
    void raisesNothingWithoutTheWordOfEveryVoterAndAsksAllOfThemAgain() {
        due();
        answer("n2", 3);
        asked("n3").completeExceptionally(new IllegalStateException("silent"));
        assertThat(due()).isEmpty();
        asked.clear();
        assertThat(due()).isEmpty();
        assertThat(asked).isEmpty();
        clock.advance(Duration.ofNanos(LevelRaiser.PAUSE_NANOS));
        due();
        assertThat(asked).containsOnlyKeys("n2", "n3");
        answer("n2", 3);
        answer("n3", 3);
        assertThat(due()).containsExactly(new RaiseFeatureLevel(TERM, 3));
    }

    @Test
    void raisesNothingWhenTheMembershipChangesAfterItHasAsked() {
        due();
        answer("n2", 3);
        answer("n3", 3);
        consensus.membershipChanges();
        assertThat(due()).isEmpty();
    }

    @Test
    void asksNobodyWhileTheMembershipChanges() {
        consensus.membershipChanges();
        assertThat(due()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void asksNobodyOnceItsOwnHighestLevelIsReached() {
        state.beginEntry(new EntryHeader(TERM, 1, TERM, 0));
        state.apply(LoggedCommand.internal(new RaiseFeatureLevel(TERM, 3)));
        assertThat(due()).isEmpty();
        assertThat(asked).isEmpty();
    }

    private List<Command> due() {
        return raiser.due(view(), 0);
    }

    private CatalogView view() {
        return new CatalogView(state.image());
    }

    private CompletableFuture<Integer> asked(String node) {
        return asked.computeIfAbsent(node, id -> new CompletableFuture<>());
    }

    private void answer(String node, int level) {
        asked(node).complete(level);
    }
}
