package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.state.RegistryState;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.replication.StateJudge;
import org.junit.jupiter.api.Test;

class SnapshotCandidateTest {
    private static final long START = -5_000;

    private final ScriptedJudge judge = new ScriptedJudge();
    private final SnapshotCandidate candidate = new SnapshotCandidate(judge);

    @Test
    void waitsUntilTheStateWasFoundRightAtItsIndexOrLater() {
        StateImage due = image(100);
        assertThat(candidate.next(image(99), false, START)).isNull();
        assertThat(candidate.next(due, true, START)).isNull();
        judge.agreedIndex = 99;
        assertThat(candidate.next(image(110), true, START)).isNull();

        judge.agreedIndex = 100;
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
        judge.trusted = false;
        long later = START + 2 * SnapshotCandidate.UNCONFIRMED_NANOS;
        assertThat(candidate.next(image(110), true, later)).isNull();

        judge.trusted = true;
        judge.agreedIndex = 105;
        StateImage fresh = image(120);
        assertThat(candidate.next(fresh, true, later)).isNull();
        judge.agreedIndex = 120;
        assertThat(candidate.next(image(121), true, later)).isSameAs(fresh);
    }

    @Test
    void isDroppedWhenTheStateIsReplaced() {
        candidate.next(image(100), true, START);
        candidate.drop();
        judge.agreedIndex = 100;

        assertThat(candidate.next(image(500), false, START)).isNull();
    }

    private static StateImage image(long index) {
        RegistryState state = new RegistryState(StateImage.empty());
        state.skipTo(1, index);
        return state.image();
    }

    private static final class ScriptedJudge implements StateJudge {
        private boolean trusted = true;
        private long agreedIndex;

        @Override
        public void restored(StateImage image) {}

        @Override
        public void applied(StateImage image) {}

        @Override
        public boolean isTrusted() {
            return trusted;
        }

        @Override
        public long agreedIndex() {
            return agreedIndex;
        }
    }
}
