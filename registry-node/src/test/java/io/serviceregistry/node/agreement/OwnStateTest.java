package io.serviceregistry.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.command.EntryHeader;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a node makes of the comparisons it finds in the log; this one is n1. */
class OwnStateTest {
    private static final Long WRONG = 99L;

    private final List<Optional<Divergence>> told = new ArrayList<>();
    private DigestNotes notes = new DigestNotes(10);
    private OwnState own = new OwnState("n1", notes, told::add);
    private RegistryState state = new RegistryState(StateImage.empty());
    private long index;

    @Test
    void isTrustedWhileItHasTheDigestOfTheMajority() {
        applyUpTo(12);
        Long mine = digestAt(10);
        compare(10, mine, mine, WRONG);

        assertThat(own.isTrusted()).isTrue();
        assertThat(own.agreedIndex()).isEqualTo(10);
        assertThat(told).isEmpty();
    }

    @Test
    void isNotTrustedOnceItDiffersAndSaysSoOnce() {
        applyUpTo(12);
        compare(10, digestAt(10), WRONG, WRONG);
        applyUpTo(23);
        compare(20, digestAt(20), WRONG, WRONG);

        assertThat(own.isTrusted()).isFalse();
        assertThat(own.divergence()).contains(new Divergence(20, digestAt(20), WRONG));
        assertThat(told).singleElement().satisfies(first -> assertThat(first).isPresent());
    }

    @Test
    void judgesItselfByItsOwnNoteWhenItsReportIsMissing() {
        applyUpTo(12);
        compare(10, null, WRONG, WRONG);

        assertThat(own.isTrusted()).isFalse();
    }

    @Test
    void staysWrongWhileItIsNotComparedAndIsRightAgainWhenALaterComparisonSaysSo() {
        applyUpTo(12);
        compare(10, digestAt(10), WRONG, WRONG);
        applyUpTo(23);
        compare(20, null, null, WRONG);
        assertThat(own.isTrusted()).isFalse();

        applyUpTo(33);
        compare(30, digestAt(30), digestAt(30), WRONG);
        assertThat(own.isTrusted()).isTrue();
        assertThat(told).extracting(Optional::isPresent).containsExactly(true, false);
    }

    @Test
    void isNotTrustedWhereNobodyKnowsWhoseStateIsRight() {
        applyUpTo(12);
        compare(10, digestAt(10), WRONG, null);

        assertThat(own.divergence()).contains(new Divergence(10, digestAt(10), null));
    }

    @Test
    void isRightWhenItsStateWasBuiltAnewFromTheLogSinceItReported() {
        applyUpTo(12);
        Long rebuilt = digestAt(10);
        compare(10, WRONG, rebuilt, rebuilt); // said in the life before

        assertThat(own.isTrusted()).isTrue();
    }

    @Test
    void isJudgedByItsReportWhenItStartedFromALaterSnapshot() {
        applyUpTo(12);
        restartFromSnapshot();
        compare(10, WRONG, 1L, 1L);

        assertThat(own.isTrusted()).isFalse();
    }

    @Test
    void isNotTrustedAfterARestartFromASnapshotThatKnowsItAsWrong() {
        applyUpTo(12);
        compare(10, digestAt(10), WRONG, WRONG);
        restartFromSnapshot();
        assertThat(own.divergence())
                .contains(new Divergence(10, told.get(0).orElseThrow().digest(), WRONG));

        applyUpTo(23);
        compare(20, digestAt(20), digestAt(20), digestAt(20));
        assertThat(own.isTrusted()).isTrue();
    }

    @Test
    void notesEveryIndexOfTheGridAndKeepsTheLatest() {
        applyUpTo(10 * (DigestNotes.MAX_NOTES + 2) + 3);

        assertThat(notes.at(20)).isEmpty();
        assertThat(notes.at(30)).isPresent();
        assertThat(notes.at(35)).isEmpty();
        assertThat(notes.newestIndex()).isEqualTo(10 * (DigestNotes.MAX_NOTES + 2));
    }

    private void restartFromSnapshot() {
        notes = new DigestNotes(10);
        own = new OwnState("n1", notes, told::add);
        own.restored(state.image());
    }

    private void applyUpTo(long last) {
        while (index < last) {
            apply(List.of());
        }
    }

    private void compare(long at, @Nullable Long n1, @Nullable Long n2, @Nullable Long n3) {
        apply(List.of(new CompareStates(
                1, at, List.of(new StateReport("n1", n1), new StateReport("n2", n2), new StateReport("n3", n3)))));
    }

    private void apply(List<CompareStates> commands) {
        index++;
        state.beginEntry(new EntryHeader(1, index, 1, index));
        commands.forEach(command -> state.apply(LoggedCommand.internal(command)));
        own.applied(state.image());
    }

    private Long digestAt(long at) {
        return notes.at(at).orElseThrow();
    }
}
