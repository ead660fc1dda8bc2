package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.testkit.ManualJudge;
import org.junit.jupiter.api.Test;

class SnapshotCandidateTest {
    private static final long START = -5_000;

    private final ManualJudge judge = new ManualJudge();
    private final SnapshotCandidate candidate = new SnapshotCandidate(judge);

    @Test
    void waitsUntilTheStateWasFoundRightAtItsIndexOrLater() {
        StateImage due = image(100);
        assertThat(candidate.next(image(99), false, START)).isNull();
        assertThat(candidate.next(due, true, START)).isNull();
        judge.agreedAt(99);
        assertThat(candidate.next(image(110), true, START)).isNull();

        judge.agreedAt(100);
        assertThat(candidate.next(image(120), true, START))
                .as("the image of when it was due")
                .isSameAs(due);
        assertThat(candidate.next(image(121), false, START)).isNull();
    }

    @Test
    void goesOutUnconfirmedWhenNoComparisonComesAbout() {
        StateImage due = image(100);
        candidate.next(due, true, START);
        assertThat(candidate.next(image(110), true, START + SnapshotCandidate.UNCONFIRMED_NANOS - 1))
                .isNull();
        assertThat(candidate.next(image(111), true, START + SnapshotCandidate.UNCONFIRMED_NANOS))
                .isSameAs(due);
    }

    @Test
    void isDroppedWhenTheStateIsFoundWrongAndNoneFollows() {
        candidate.next(image(100), true, START);
        judge.trusts(false);
        long later = START + 2 * SnapshotCandidate.UNCONFIRMED_NANOS;
        assertThat(candidate.next(image(110), true, later)).isNull();

        judge.trusts(true);
        judge.agreedAt(105);
        StateImage fresh = image(120);
        assertThat(candidate.next(fresh, true, later)).isNull();
        judge.agreedAt(120);
        assertThat(candidate.next(image(121), true, later)).isSameAs(fresh);
    }

    @Test
    void isDroppedWhenTheStateIsReplaced() {
        candidate.next(image(100), true, START);
        candidate.drop();
        judge.agreedAt(100);

        assertThat(candidate.next(image(500), false, START)).isNull();
    }

    private static StateImage image(long index) {
        RegistryState state = new RegistryState(StateImage.empty());
        state.skipTo(1, index);
        return state.image();
    }
}
