package io.serviceregistry.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import io.serviceregistry.node.testkit.ManualConsensus;
import io.serviceregistry.node.testkit.ManualPeers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ReadIndexLeaderTest {
    private static final long TERM = 7;
    private static final ReadIndexAnswer INDEX = new ReadIndexAnswer.Index(42);
    private static final ReadIndexAnswer RETRY = new ReadIndexAnswer.Retry();

    private final ManualPeers peers = new ManualPeers();

    @Nested
    class TheQuorum {
        @Test
        void ofOneVoterIsTheLeader() {
            ManualConsensus leader = leaderAmong("n1");

            assertThat(ask(leader, "n1")).isCompletedWithValue(INDEX);
        }

        @Test
        void ofTwoVotersIsBoth() {
            ManualConsensus leader = leaderAmong("n1", "n2");

            assertThat(ask(leader, "n2")).isCompletedWithValue(INDEX);
            CompletableFuture<ReadIndexAnswer> own = ask(leader, "n1");
            assertThat(own).isNotDone();
            answer(0, TERM);
            assertThat(own).isCompletedWithValue(INDEX);
        }

        @Test
        void ofThreeVotersIsTheLeaderAndTheCallerOrOneMore() {
            ManualConsensus leader = leaderAmong("n1", "n2", "n3");

            assertThat(ask(leader, "n2")).isCompletedWithValue(INDEX);
            assertThat(peers.terms()).isEmpty();
            CompletableFuture<ReadIndexAnswer> own = ask(leader, "n1");
            assertThat(peers.terms()).extracting(ManualPeers.Asked::nodeId).containsExactly("n2", "n3");
            assertThat(own).isNotDone();
            answer(1, TERM);
            assertThat(own).isCompletedWithValue(INDEX);
        }

        @Test
        void ofFourVotersIsThree() {
            ManualConsensus leader = leaderAmong("n1", "n2", "n3", "n4");

            CompletableFuture<ReadIndexAnswer> follower = ask(leader, "n2");
            assertThat(follower).isNotDone();
            answer(0, TERM);
            assertThat(follower).isCompletedWithValue(INDEX);

            CompletableFuture<ReadIndexAnswer> own = ask(leader, "n1");
            answer(2, TERM);
            assertThat(own).isNotDone();
            answer(3, TERM);
            assertThat(own).isCompletedWithValue(INDEX);
        }

        @Test
        void ofFiveVotersIsThree() {
            ManualConsensus leader = leaderAmong("n1", "n2", "n3", "n4", "n5");

            CompletableFuture<ReadIndexAnswer> follower = ask(leader, "n2");
            assertThat(peers.terms()).hasSize(3);
            answer(2, TERM);
            assertThat(follower).isCompletedWithValue(INDEX);

            CompletableFuture<ReadIndexAnswer> own = ask(leader, "n1");
            answer(3, TERM);
            assertThat(own).isNotDone();
            answer(6, TERM);
            assertThat(own).isCompletedWithValue(INDEX);
        }

        @Test
        void doesNotCountACallerThatIsNoVoter() {
            ManualConsensus leader = leaderAmong("n1", "n2", "n3");

            CompletableFuture<ReadIndexAnswer> learner = ask(leader, "n9");

            assertThat(learner).isNotDone();
            answer(0, TERM);
            assertThat(learner).isCompletedWithValue(INDEX);
        }

        @Test
        void doesNotCountALeaderThatIsNoVoter() {
            ManualConsensus leader = leaderAmong("n2", "n3", "n4");

            CompletableFuture<ReadIndexAnswer> follower = ask(leader, "n2");

            assertThat(follower).isNotDone();
            answer(0, TERM);
            assertThat(follower).isCompletedWithValue(INDEX);
        }
    }

    @Nested
    class ADoubt {
        @Test
        void isAnyOtherTermAndNoAnswerAtAll() {
            ManualConsensus leader = leaderAmong("n1", "n2", "n3", "n4", "n5");
            CompletableFuture<ReadIndexAnswer> own = ask(leader, "n1");

            answer(0, TERM);
            answer(1, TERM + 1);
            peers.terms().get(2).answer().completeExceptionally(new TimeoutException());
            assertThat(own).isNotDone();
            answer(3, TERM + 1);

            assertThat(own).isCompletedWithValue(RETRY);
        }

        @Test
        void isAlsoALowerTerm() {
            ManualConsensus leader = leaderAmong("n1", "n2");
            CompletableFuture<ReadIndexAnswer> own = ask(leader, "n1");

            answer(0, TERM - 1);

            assertThat(own).isCompletedWithValue(RETRY);
        }

        @Test
        void isAHigherTermOfTheOnlyOtherVoterThatAnswers() {
            ManualConsensus leader = leaderAmong("n1", "n2", "n3");
            CompletableFuture<ReadIndexAnswer> own = ask(leader, "n1");

            answer(0, TERM + 1);
            peers.terms().get(1).answer().completeExceptionally(new TimeoutException());

            assertThat(own).isCompletedWithValue(RETRY);
        }

        @Test
        void isAnyTermThatTheNodeDoesNotLead() {
            ManualConsensus leader = leaderAmong("n1");

            assertThat(askAt(leader, TERM - 1)).isCompletedWithValue(RETRY);
            assertThat(askAt(leader, TERM + 1)).isCompletedWithValue(RETRY);
        }

        @Test
        void isALeaderThatIsNotReady() {
            assertThat(ask(new ManualConsensus("n1", "n1").elected(TERM), "n1")).isCompletedWithValue(RETRY);
        }

        @Test
        void isALeaderThatIsReadyForAnOlderTerm() {
            ManualConsensus leader = leaderAmong("n1");
            leader.termIs(TERM + 1);

            assertThat(askAt(leader, TERM + 1)).isCompletedWithValue(RETRY);
        }

        @Test
        void isALeaderWhoseStateCountsAsWrong() {
            ManualConsensus leader = leaderAmong("n1");
            leader.isTrusted(false);

            assertThat(ask(leader, "n1")).isCompletedWithValue(RETRY);
        }

        @Test
        void isADeposedLeaderWhoseTermHasNotMovedYet() {
            ManualConsensus leader = leaderAmong("n1");
            leader.losesItsRole();

            assertThat(ask(leader, "n1")).isCompletedWithValue(RETRY);
        }
    }

    @Test
    void namesTheCommitIndexOfBeforeItAsked() {
        ManualConsensus leader = leaderAmong("n1", "n2", "n3");
        CompletableFuture<ReadIndexAnswer> own = ask(leader, "n1");

        leader.commitIndexIs(99);
        answer(0, TERM);

        assertThat(own).isCompletedWithValue(INDEX);
    }

    @Test
    void leavesItToTheLogWhileTheMembershipChanges() {
        ManualConsensus leader = leaderAmong("n1");
        leader.membershipChanges();

        assertThat(ask(leader, "n1")).isCompletedWithValue(new ReadIndexAnswer.UseLogBarrier());
    }

    private CompletableFuture<ReadIndexAnswer> ask(ManualConsensus leader, String callerId) {
        return new ReadIndexLeader(leader, peers, Duration.ofMillis(200)).readIndex(callerId, TERM);
    }

    private CompletableFuture<ReadIndexAnswer> askAt(ManualConsensus leader, long term) {
        return new ReadIndexLeader(leader, peers, Duration.ofMillis(200)).readIndex("n1", term);
    }

    private void answer(int question, long term) {
        peers.terms().get(question).answer().complete(term);
    }

    private static ManualConsensus leaderAmong(String... voters) {
        ManualConsensus leader = new ManualConsensus("n1", voters).leads(TERM);
        leader.commitIndexIs(42);
        return leader;
    }
}
