package io.serviceregistry.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Command;
import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualConsensus;
import io.serviceregistry.node.testkit.ManualPeers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the leader gathers digests; this one is n1. */
class StateComparerTest {
    private static final Duration TICK = Duration.ofMillis(50);

    private final ManualClock clock = new ManualClock();
    private final ManualConsensus consensus = new ManualConsensus("n1", "n1", "n2", "n3");
    private final ManualPeers peers = new ManualPeers();
    private final DigestNotes notes = new DigestNotes(10);
    private final RegistryState state = new RegistryState(StateImage.empty());
    private final StateComparer comparer = new StateComparer(notes, consensus, peers, clock);
    private long index;

    @BeforeEach
    void lead() {
        consensus.leads(4);
        comparer.beginTerm(4, this::view);
    }

    @Test
    void asksEveryOtherVoterForTheIndexNotedLastAndLogsWhatTheySay() {
        applyUpTo(25);
        assertThat(due()).isEmpty();
        assertThat(peers.digests()).extracting(ManualPeers.Asked::nodeId).containsExactly("n2", "n3");
        assertThat(peers.digests()).extracting(ManualPeers.Asked::question).containsOnly(20L);

        answer(0, 7L);
        answer(1, own());
        assertThat(due()).containsExactly(comparison(20, own(), 7L, own()));
        assertThat(due()).isEmpty();
    }

    @Test
    void doesNotWaitForAnAnswerThatCannotChangeTheOutcome() {
        applyUpTo(25);
        due();
        answer(0, own());
        assertThat(due()).as("two agree, and the third may differ").isEmpty();
        notYet(1);
        advance(TICK);
        due();
        answer(2, 7L);
        assertThat(due()).hasSize(1);
    }

    @Test
    void logsASilentNodeAsSilentAfterASecond() {
        applyUpTo(25);
        due();
        answer(0, own());
        advance(Duration.ofMillis(950));
        assertThat(due()).isEmpty();
        advance(TICK);

        assertThat(due()).containsExactly(comparison(20, own(), own(), null));
    }

    @Test
    void waitsLongerForTheAnswerThatTellsWhoOfTwoIsRight() {
        applyUpTo(25);
        due();
        answer(0, 7L);
        advance(Duration.ofMillis(4_950));
        assertThat(due()).isEmpty();
        notYet(1);
        advance(TICK);

        assertThat(due()).containsExactly(comparison(20, own(), 7L, null));
    }

    @Test
    void asksAgainWhoHasNotAppliedThatFarYet() {
        applyUpTo(25);
        due();
        answer(0, own());
        notYet(1);
        assertThat(due()).isEmpty();
        assertThat(peers.digests()).hasSize(2);
        advance(TICK);
        due();
        answer(2, own());

        assertThat(due()).containsExactly(comparison(20, own(), own(), own()));
    }

    @Test
    void comparesAnIndexOnceAndAtMostTwiceASecond() {
        applyUpTo(25);
        due();
        answer(0, own());
        answer(1, own());
        due();
        advance(Duration.ofSeconds(5));
        assertThat(due()).isEmpty();
        assertThat(peers.digests()).hasSize(2);

        applyUpTo(30);
        due();
        assertThat(peers.digests()).hasSize(4);
        answer(2, notes.at(30).orElseThrow());
        answer(3, notes.at(30).orElseThrow());
        assertThat(due()).hasSize(1);
        applyUpTo(40);
        due();
        assertThat(peers.digests()).as("too soon").hasSize(4);
        advance(Duration.ofMillis(500));
        due();
        assertThat(peers.digests()).hasSize(6);
    }

    @Test
    void doesNotCompareWhileTheMembershipChanges() {
        consensus.membershipChanges();
        applyUpTo(25);

        assertThat(due()).isEmpty();
        assertThat(peers.digests()).isEmpty();
    }

    @Test
    void goesOnWhenThisNodeIsNotTrusted() {
        assertThat(comparer.goesOnUntrusted()).isTrue();
    }

    @Test
    void ofOneNodeIsOverAtOnce() {
        StateComparer alone = new StateComparer(notes, new ManualConsensus("n1", "n1").leads(4), peers, clock);
        alone.beginTerm(4, this::view);
        applyUpTo(20);

        assertThat(alone.due(view(), 0))
                .containsExactly(new CompareStates(4, 20, List.of(new StateReport("n1", own()))));
    }

    private List<Command> due() {
        return comparer.due(view(), 0);
    }

    private CatalogView view() {
        return new CatalogView(state.image());
    }

    private void advance(Duration time) {
        clock.advance(time);
    }

    private void answer(int question, long digest) {
        peers.digests().get(question).answer().complete(OptionalLong.of(digest));
    }

    private void notYet(int question) {
        peers.digests().get(question).answer().complete(OptionalLong.empty());
    }

    private long own() {
        return notes.at(20).orElseThrow();
    }

    private static CompareStates comparison(long at, long n1, @Nullable Long n2, @Nullable Long n3) {
        return new CompareStates(
                4, at, List.of(new StateReport("n1", n1), new StateReport("n2", n2), new StateReport("n3", n3)));
    }

    private void applyUpTo(long last) {
        while (index < last) {
            index++;
            state.beginEntry(new EntryHeader(1, index, 1, index));
            state.apply(LoggedCommand.internal(new io.serviceregistry.node.core.command.Barrier()));
            notes.note(state.image());
        }
    }
}
