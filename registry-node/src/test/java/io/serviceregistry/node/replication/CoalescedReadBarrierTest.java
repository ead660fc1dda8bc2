package io.serviceregistry.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualConsensus;
import io.serviceregistry.node.testkit.ManualPeers;
import io.serviceregistry.node.testkit.ManualReplicator;
import io.serviceregistry.node.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CoalescedReadBarrierTest {
    private static final Duration BUDGET = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(10);

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final ManualConsensus consensus = new ManualConsensus("n1", "n1", "n2", "n3").follows("n2", 3);
    private final ManualReplicator log = new ManualReplicator();
    private final ManualPeers peers = new ManualPeers();
    private final RecordingWrites writes = new RecordingWrites();
    private final CoalescedReadBarrier barrier = new CoalescedReadBarrier(
            consensus,
            new ReadIndexLeader(consensus, peers, Duration.ofMillis(200)),
            peers,
            writes,
            log.views(),
            clock,
            scheduler,
            scheduler,
            Duration.ofMillis(250));

    @Test
    void asksTheLeaderOfThePresentTermAndWaitsUntilThatMuchIsApplied() {
        CompletableFuture<CatalogView> read = barrier.await(BUDGET);
        assertThat(peers.readIndexes()).hasSize(1);
        assertThat(peers.readIndexes().get(0).nodeId()).isEqualTo("n2");
        assertThat(peers.readIndexes().get(0).question()).isEqualTo(3);

        answer(0, new ReadIndexAnswer.Index(2));
        log.apply(1, new Barrier());
        clock.runReady();
        assertThat(read).isNotDone();
        log.apply(1, new Barrier());
        clock.runReady();

        assertThat(read.join().image().logIndex()).isEqualTo(2);
    }

    @Test
    void asksItselfWhenItLeads() {
        consensus.leads(3);
        CompletableFuture<CatalogView> read = barrier.await(BUDGET);
        assertThat(peers.terms()).hasSize(2);

        peers.terms().get(0).answer().complete(3L);
        clock.runReady();

        assertThat(read).isCompleted();
    }

    @Nested
    class ARound {
        @Test
        void isNeverJoinedByAReadThatArrivesWhileItIsUnderWay() {
            barrier.await(BUDGET);
            CompletableFuture<CatalogView> second = barrier.await(BUDGET);
            assertThat(peers.readIndexes()).hasSize(1);

            answer(0, new ReadIndexAnswer.Index(0));
            assertThat(second).isNotDone();
            assertThat(peers.readIndexes()).as("its own round").hasSize(2);
            answer(1, new ReadIndexAnswer.Index(0));

            assertThat(second).isCompleted();
        }

        @Test
        void isNotJoinedWhileItWaitsForApplyEither() {
            barrier.await(BUDGET);
            answer(0, new ReadIndexAnswer.Index(1));
            CompletableFuture<CatalogView> second = barrier.await(BUDGET);

            log.apply(1, new Barrier());
            clock.runReady();

            assertThat(second).isNotDone();
            assertThat(peers.readIndexes()).hasSize(2);
        }

        @Test
        void servesEveryReadThatArrivedBeforeItStarted() {
            barrier.await(BUDGET);
            List<CompletableFuture<CatalogView>> reads = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                reads.add(barrier.await(BUDGET));
            }
            answer(0, new ReadIndexAnswer.Index(0));
            answer(1, new ReadIndexAnswer.Index(0));

            assertThat(reads).allSatisfy(read -> assertThat(read).isCompleted());
            assertThat(peers.readIndexes()).hasSize(2);
        }

        @Test
        void samplesTheTermAnewWithEachAttempt() {
            barrier.await(BUDGET);
            consensus.follows("n3", 4);
            answer(0, new ReadIndexAnswer.Retry());
            clock.advance(RETRY);

            assertThat(peers.readIndexes().get(1).nodeId()).isEqualTo("n3");
            assertThat(peers.readIndexes().get(1).question()).isEqualTo(4);
        }

        @Test
        void endsWhenAllItsReadsHaveGivenUp() {
            CompletableFuture<CatalogView> read = barrier.await(Duration.ofMillis(100));
            clock.advance(Duration.ofMillis(100));
            assertThatThrownBy(read::join).hasCauseInstanceOf(NoQuorumException.class);
            answer(0, new ReadIndexAnswer.Retry());
            clock.advance(BUDGET);
            assertThat(peers.readIndexes()).hasSize(1);

            barrier.await(BUDGET);

            assertThat(peers.readIndexes()).as("the next read has a round").hasSize(2);
        }

        @Test
        void isGivenUpWhenTheNodeDoesNotCatchUp() {
            CompletableFuture<CatalogView> read = barrier.await(Duration.ofMinutes(1));
            answer(0, new ReadIndexAnswer.Index(1_000));

            clock.advance(Duration.ofSeconds(31));

            assertThatThrownBy(read::join).hasCauseInstanceOf(NoQuorumException.class);
            barrier.await(BUDGET);
            assertThat(peers.readIndexes()).hasSize(2);
        }
    }

    @Nested
    class TheLogBarrier {
        @Test
        void decidesAfterThreeDoubts() {
            CompletableFuture<CatalogView> read = barrier.await(BUDGET);
            answer(0, new ReadIndexAnswer.Retry());
            clock.advance(RETRY);
            peers.readIndexes().get(1).answer().completeExceptionally(new TimeoutException());
            clock.advance(RETRY);
            assertThat(writes.barriers).isEmpty();
            answer(2, new ReadIndexAnswer.Retry());
            clock.advance(RETRY);
            assertThat(peers.readIndexes()).hasSize(3);

            assertThat(writes.barriers).hasSize(1);
            writes.complete(0, 1);
            log.apply(1, new Barrier());
            clock.runReady();

            assertThat(read).isCompleted();
            assertThat(barrier.doubts()).isEqualTo(3);
            assertThat(barrier.confirmedRounds()).isEqualTo(1);
        }

        @Test
        void isUsedWhenNobodyIsKnownToLead() {
            consensus.follows(null, 3);
            barrier.await(BUDGET);
            clock.advance(RETRY.multipliedBy(3));

            assertThat(peers.readIndexes()).isEmpty();
            assertThat(writes.barriers).hasSize(1);
        }

        @Test
        void isUsedAtOnceWhileTheMembershipChanges() {
            barrier.await(BUDGET);
            answer(0, new ReadIndexAnswer.UseLogBarrier());

            assertThat(writes.barriers).hasSize(1);
        }

        @Test
        void thatFailsIsOneMoreDoubt() {
            CompletableFuture<CatalogView> read = barrier.await(BUDGET);
            answer(0, new ReadIndexAnswer.UseLogBarrier());
            writes.barriers.get(0).completeExceptionally(new NotProposedException(Reason.NO_LEADER));
            clock.runReady();
            clock.advance(RETRY);

            assertThat(peers.readIndexes()).hasSize(2);
            answer(1, new ReadIndexAnswer.Index(0));
            assertThat(read).isCompleted();
        }
    }

    @Test
    void saysNothingRatherThanGuess() {
        CompletableFuture<CatalogView> read = barrier.await(BUDGET);

        clock.advance(BUDGET);

        assertThatThrownBy(read::join).hasCauseInstanceOf(NoQuorumException.class);
    }

    @Test
    void isAsOldAsTheStartOfTheLastRoundThatSucceeded() {
        assertThat(barrier.ageMillis()).isEmpty();
        barrier.await(BUDGET);
        clock.advance(Duration.ofMillis(40));
        answer(0, new ReadIndexAnswer.Index(0));
        assertThat(barrier.ageMillis()).hasValue(40);

        barrier.await(BUDGET);
        clock.advance(Duration.ofMillis(60));
        assertThat(barrier.ageMillis()).hasValue(100);
    }

    @Test
    void isNotYoungerThanItSaysByAPartOfAMillisecond() {
        barrier.await(BUDGET);
        clock.advance(Duration.ofNanos(1));
        answer(0, new ReadIndexAnswer.Index(0));
        assertThat(barrier.ageMillis()).hasValue(1);
    }

    private void answer(int question, ReadIndexAnswer answer) {
        peers.readIndexes().get(question).answer().complete(answer);
        clock.runReady();
    }

    private static final class RecordingWrites implements Writes {
        private final List<CompletableFuture<Result>> barriers = new ArrayList<>();

        @Override
        public CompletableFuture<Result> submit(Lane lane, LoggedCommand command, Duration budget) {
            assertThat(lane).isEqualTo(Lane.READ);
            assertThat(command.command()).isEqualTo(new Barrier());
            CompletableFuture<Result> done = new CompletableFuture<>();
            barriers.add(done);
            return done;
        }

        private void complete(int barrier, long logIndex) {
            barriers.get(barrier).complete(new Result(new Position(0, logIndex, 0, 0), Outcome.DONE));
        }
    }
}
