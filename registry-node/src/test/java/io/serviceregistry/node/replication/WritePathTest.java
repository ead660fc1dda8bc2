package io.serviceregistry.node.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Peers.ForwardedCommand;
import io.serviceregistry.node.replication.Peers.ForwardedOutcome;
import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualCommands;
import io.serviceregistry.node.testkit.ManualConsensus;
import io.serviceregistry.node.testkit.ManualPeers;
import io.serviceregistry.node.testkit.ManualReplicator;
import io.serviceregistry.node.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WritePathTest {
    private static final Duration TICK = Duration.ofMillis(50);
    private static final Duration BUDGET = Duration.ofSeconds(2);
    private static final Result RESULT = new Result(new Position(1, 1, 0, 1), new Outcome.Registered(5));

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler(clock);
    private final ManualConsensus consensus = new ManualConsensus("n1", "n1", "n2", "n3");
    private final ManualReplicator log = new ManualReplicator();
    private final ManualPeers peers = new ManualPeers();
    private final WritePath writes = path(TICK);

    private WritePath path(Duration tick) {
        return new WritePath(
                log,
                consensus,
                peers,
                log.views(),
                List.of(),
                WriteConfig.of(tick, new LaneLimits(3, 1 << 20), ClusterSettings.DEFAULT),
                clock,
                scheduler,
                scheduler);
    }

    @Test
    @Timeout(60)
    void whoIsWokenDoesNotWaitForTheTick() throws InterruptedException {
        WritePath patient = path(Duration.ofHours(1));
        patient.wake();

        patient.turn();
    }

    @Nested
    class OnTheLeader {
        @Test
        void aCommandIsAnsweredWithWhatItCameTo() {
            consensus.leads(1);
            CompletableFuture<Result> write = submit(ManualCommands.once("i-1"));
            work();
            log.commitAll();
            clock.runReady();

            assertThat(write.join().outcome()).isEqualTo(new Outcome.Registered(1));
        }

        @Test
        void aCommandThatWasRefusedIsProposedAgainUntilItIsInTheLog() {
            consensus.leads(1);
            CompletableFuture<Result> write = submit(ManualCommands.once("i-1"));
            for (int i = 0; i < 5; i++) {
                work();
                log.refuse();
                clock.advance(Duration.ofMillis(20));
            }
            work();
            log.commitAll();
            clock.runReady();

            assertThat(write.join().outcome()).isEqualTo(new Outcome.Registered(1));
            assertThat(timesProposed()).isEqualTo(6);
        }

        @Test
        void aCommandWithoutRequestIdIsNotRepeatedWhenNobodyKnowsWhatBecameOfIt() {
            consensus.leads(1);
            CompletableFuture<Result> write = submit(ManualCommands.once("i-1"));
            work();
            log.lose();
            workFor(BUDGET);

            assertFails(write, IndeterminateOutcomeException.class);
            assertThat(timesProposed()).isEqualTo(1);
        }

        @Test
        void aCommandWithARequestIdIsRepeatedAndTakesEffectOnce() {
            consensus.leads(1);
            CompletableFuture<Result> write = submit(ManualCommands.repeatable("i-1", 1));
            work();
            log.apply(log.proposed().get(0)); // it is in the log, and only the answer is lost
            log.lose();
            clock.advance(Duration.ofMillis(20));
            work();
            log.commitAll();
            clock.runReady();

            assertThat(write.join().outcome()).isEqualTo(new Outcome.Registered(1));
            assertThat(log.views().current().image().leases()).hasSize(1);
        }

        @Test
        void aRenewalIsRepeated() {
            consensus.leads(1);
            CompletableFuture<Result> write = submit(LoggedCommand.internal(new RenewLeases(new long[] {1})));
            work();
            log.lose();
            clock.advance(Duration.ofMillis(20));
            work();
            log.commitAll();
            clock.runReady();

            assertThat(write).isCompleted();
        }

        @Test
        void aCommandThatRunsOutOfTimeInItsLaneIsNotProposedEver() {
            consensus.elected(1);
            CompletableFuture<Result> write = submit(ManualCommands.once("i-1"));
            clock.advance(BUDGET);
            assertFails(write, Reason.DEADLINE_PASSED);

            consensus.leads(1);
            work();

            assertThat(timesProposed()).isZero();
        }

        @Test
        void aCommandThatRunsOutOfTimeInTheLogIsIndeterminate() {
            consensus.leads(1);
            CompletableFuture<Result> write = submit(ManualCommands.once("i-1"));
            work();
            clock.advance(BUDGET);

            assertFails(write, IndeterminateOutcomeException.class);
        }

        @Test
        void aFullLaneSheds() {
            for (int i = 0; i < 3; i++) {
                submit(ManualCommands.once("i-" + i));
            }

            assertFails(submit(ManualCommands.once("i-3")), Reason.OVERLOADED);
            assertThat(writes.depth(Lane.REGISTRATION)).isEqualTo(3);
        }

        @Test
        void aStoppingNodeRefusesCallersAndFinishesWhatItTook() {
            consensus.leads(1);
            CompletableFuture<Result> taken = submit(ManualCommands.once("i-1"));

            writes.stop();

            assertFails(submit(ManualCommands.once("i-2")), Reason.STOPPING);
            work();
            log.commitAll();
            clock.runReady();
            assertThat(taken).isCompleted();
        }

        @Test
        void aCallerWithoutTimeIsToldSo() {
            assertFails(
                    writes.submit(Lane.REGISTRATION, ManualCommands.once("i-1"), Duration.ZERO),
                    Reason.DEADLINE_PASSED);
        }
    }

    @Nested
    class OnAFollower {
        @Test
        void whatWaitsGoesToTheLeaderInOneBatch() {
            consensus.follows("n2", 1);
            submit(ManualCommands.once("i-1"));
            CompletableFuture<Result> write = submit(ManualCommands.once("i-2"));
            clock.advance(Duration.ofMillis(500));
            work();

            assertThat(peers.forwards()).hasSize(1);
            assertThat(peers.forwards().get(0).nodeId()).isEqualTo("n2");
            assertThat(peers.forwards().get(0).question())
                    .hasSize(2)
                    .allSatisfy(command -> assertThat(command.remaining()).isEqualTo(Duration.ofMillis(1_500)));
            answer(0, new ForwardedOutcome(null, Reason.OVERLOADED), new ForwardedOutcome(RESULT, null));
            assertThat(write.join()).isEqualTo(RESULT);
        }

        @Test
        void aCommandIsSentAgainToTheNextLeaderUntilItsBudgetIsUsedUp() {
            consensus.follows("n2", 1);
            CompletableFuture<Result> write = submit(ManualCommands.once("i-1"));
            work();
            answer(0, new ForwardedOutcome(null, Reason.NOT_LEADER));
            consensus.follows("n3", 2);
            clock.advance(Duration.ofMillis(20));
            work();
            assertThat(peers.forwards().get(1).nodeId()).isEqualTo("n3");
            answer(1, new ForwardedOutcome(null, Reason.NOT_LEADER));

            clock.advance(BUDGET);

            assertFails(write, Reason.DEADLINE_PASSED);
        }

        @Test
        void aCommandWaitsForALeader() {
            consensus.follows(null, 1);
            CompletableFuture<Result> write = submit(ManualCommands.once("i-1"));
            work();
            assertThat(peers.forwards()).isEmpty();

            clock.advance(BUDGET);

            assertFails(write, Reason.NO_LEADER);
        }

        @Test
        void noAnswerMeansIndeterminate() {
            consensus.follows("n2", 1);
            CompletableFuture<Result> once = submit(ManualCommands.once("i-1"));
            CompletableFuture<Result> repeatable = submit(ManualCommands.repeatable("i-2", 1));
            work();
            peers.forwards().get(0).answer().completeExceptionally(new TimeoutException());
            clock.runReady();

            assertFails(once, IndeterminateOutcomeException.class);
            assertThat(repeatable).as("is tried again").isNotDone();
            clock.advance(Duration.ofMillis(20));
            work();
            answer(1, new ForwardedOutcome(null, Reason.NOT_LEADER));
            clock.advance(BUDGET);
            assertFails(repeatable, IndeterminateOutcomeException.class);
        }

        @Test
        void aShortAnswerMeansIndeterminateForTheRest() {
            consensus.follows("n2", 1);
            submit(ManualCommands.once("i-1"));
            CompletableFuture<Result> second = submit(ManualCommands.once("i-2"));
            work();
            answer(0, new ForwardedOutcome(RESULT, null));

            assertFails(second, IndeterminateOutcomeException.class);
        }

        @Test
        void onlySoManyBatchesAreUnderWay() {
            consensus.follows("n2", 1);
            for (int i = 0; i < 10; i++) {
                submit(ManualCommands.once("i-" + i));
                work();
            }
            assertThat(peers.forwards()).hasSize(8);

            answer(0, new ForwardedOutcome(RESULT, null));

            work();
            assertThat(peers.forwards()).hasSize(9);
        }

        @Test
        void batchesThatWereLostDoNotKeepWritesFromTheSameLeaderForLong() {
            consensus.follows("n2", 1);
            for (int i = 0; i < 8; i++) {
                submit(ManualCommands.once("i-" + i));
                work();
            }
            submit(ManualCommands.once("i-8"));
            work();
            assertThat(peers.forwards()).hasSize(8);

            clock.advance(Duration.ofMillis(250));
            work();

            assertThat(peers.forwards()).hasSize(9);
        }

        @Test
        void batchesThatADeadLeaderNeverAnswersDoNotKeepWritesFromTheNextOne() {
            consensus.follows("n2", 1);
            for (int i = 0; i < 8; i++) {
                submit(ManualCommands.once("i-" + i));
                work();
            }
            submit(ManualCommands.once("i-8"));
            work();
            assertThat(peers.forwards()).hasSize(8);

            consensus.follows("n3", 2);
            work();
            clock.runReady();
            work();

            assertThat(peers.forwards()).hasSize(9);
            assertThat(peers.forwards().get(8).nodeId()).isEqualTo("n3");
        }

        @Test
        void whatADeadLeaderNeverAnswersIsTriedAgainByTheNodeThatTakesOver() {
            consensus.follows("n2", 1);
            CompletableFuture<Result> write = submit(ManualCommands.repeatable("i-1", 1));
            work();

            consensus.leads(2);
            work();
            clock.advance(Duration.ofMillis(20));
            work();
            log.commitAll();
            clock.runReady();

            assertThat(write.join().outcome()).isEqualTo(new Outcome.Registered(1));
        }
    }

    @Nested
    class ForAnotherNode {
        @Test
        void aNodeThatDoesNotLeadSaysSoAtOnce() {
            consensus.follows("n3", 1);

            assertThat(forwarded(BUDGET).join()).isEqualTo(new ForwardedOutcome(null, Reason.NOT_LEADER));
        }

        @Test
        void aCommandIsNotTakenByALeaderWhoseStateCountsAsWrong() {
            consensus.leads(1);
            consensus.isTrusted(false);

            assertThat(forwarded(BUDGET).join()).isEqualTo(new ForwardedOutcome(null, Reason.NOT_LEADER));
            work();
            assertThat(timesProposed()).isZero();
        }

        @Test
        void aCommandIsTriedOnce() {
            consensus.leads(1);
            CompletableFuture<ForwardedOutcome> refused = forwarded(BUDGET);
            work();
            log.refuse();
            clock.runReady();
            assertThat(refused.join()).isEqualTo(new ForwardedOutcome(null, Reason.NOT_LEADER));

            CompletableFuture<ForwardedOutcome> lost = forwarded(BUDGET);
            work();
            log.lose();
            clock.runReady();
            assertThat(lost.join()).isEqualTo(ForwardedOutcome.INDETERMINATE);

            workFor(BUDGET);
            assertThat(timesProposed()).isEqualTo(2);
        }

        @Test
        void aCommandIsAnsweredWithWhatItCameTo() {
            consensus.leads(1);
            CompletableFuture<ForwardedOutcome> forwarded = forwarded(BUDGET);
            work();
            log.commitAll();
            clock.runReady();

            assertThat(forwarded.join().result()).extracting(Result::outcome).isEqualTo(new Outcome.Registered(1));
        }

        @Test
        void aCommandWhoseTimeIsUpIsDropped() {
            consensus.leads(1);

            assertThat(forwarded(Duration.ZERO).join()).isEqualTo(new ForwardedOutcome(null, Reason.DEADLINE_PASSED));
            work();
            assertThat(timesProposed()).isZero();
        }

        private CompletableFuture<ForwardedOutcome> forwarded(Duration remaining) {
            return writes.submitForwarded(
                    new ForwardedCommand(Lane.REGISTRATION, ManualCommands.repeatable("i-1", 1), remaining));
        }
    }

    private CompletableFuture<Result> submit(LoggedCommand command) {
        return writes.submit(Lane.REGISTRATION, command, BUDGET);
    }

    private void work() {
        while (writes.work()) {
            clock.runReady();
        }
    }

    private void workFor(Duration duration) {
        for (long millis = 0; millis < duration.toMillis(); millis += 10) {
            clock.advance(Duration.ofMillis(10));
            work();
            while (log.inFlight() > 0) {
                log.commit();
            }
        }
    }

    private void answer(int forward, ForwardedOutcome... outcomes) {
        peers.forwards().get(forward).answer().complete(List.of(outcomes));
        clock.runReady();
    }

    private int timesProposed() {
        List<Object> commands = new ArrayList<>();
        log.proposed().forEach(entry -> entry.commands().forEach(command -> commands.add(command.command())));
        return (int)
                commands.stream().filter(RegisterInstance.class::isInstance).count();
    }

    private static void assertFails(CompletableFuture<Result> write, Reason reason) {
        assertThatThrownBy(write::join)
                .cause()
                .isInstanceOfSatisfying(
                        NotProposedException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(reason));
    }

    private static void assertFails(CompletableFuture<Result> write, Class<? extends Throwable> failure) {
        assertThat(write).isDone();
        assertThatThrownBy(write::join).isInstanceOf(CompletionException.class).hasCauseInstanceOf(failure);
    }
}
