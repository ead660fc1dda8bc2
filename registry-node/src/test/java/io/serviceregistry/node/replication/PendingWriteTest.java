package io.serviceregistry.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.testkit.ManualCommands;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PendingWriteTest {
    private static final Result RESULT = new Result(new Position(1, 1, 0, 1), Outcome.DONE);
    private static final Result FULL =
            new Result(new Position(1, 1, 0, 1), new Outcome.Rejected(Rejection.TOO_MANY_REQUESTS_REMEMBERED, 1));

    @Test
    void isNotProposedWhileNoAttemptBegan() {
        PendingWrite write = write(ManualCommands.once("i-1"), false);

        write.fail(Reason.DEADLINE_PASSED);

        assertThat(failureOf(write)).isInstanceOf(NotProposedException.class);
    }

    @Test
    void anAttemptDoesNotBeginOnceItHasEnded() {
        PendingWrite write = write(ManualCommands.once("i-1"), false);
        write.fail(Reason.DEADLINE_PASSED);

        assertThat(write.attempt()).isFalse();
    }

    @Test
    void isIndeterminateWhileAnAttemptIsUnderWay() {
        PendingWrite write = write(ManualCommands.once("i-1"), false);
        assertThat(write.attempt()).isTrue();

        write.fail(Reason.DEADLINE_PASSED);

        assertThat(failureOf(write)).isInstanceOf(IndeterminateOutcomeException.class);
    }

    @Test
    void isNotProposedAfterAnAttemptThatDidNotReachTheLog() {
        PendingWrite write = write(ManualCommands.once("i-1"), false);
        write.attempt();
        assertThat(write.notProposed(Reason.NOT_LEADER)).isTrue();

        write.fail(Reason.NO_LEADER);

        assertThat(failureOf(write)).isInstanceOf(NotProposedException.class);
    }

    @Test
    void staysIndeterminateAfterALaterAttemptThatDidNotReachTheLog() {
        PendingWrite write = write(ManualCommands.repeatable("i-1", 1), false);
        write.attempt();
        assertThat(write.indeterminate()).isTrue();
        write.attempt();
        assertThat(write.notProposed(Reason.NOT_LEADER)).isTrue();

        write.fail(Reason.DEADLINE_PASSED);

        assertThat(failureOf(write)).isInstanceOf(IndeterminateOutcomeException.class);
    }

    @Test
    void doesNotTakeAFullTableForTheEndOfAnEarlierAttempt() {
        PendingWrite first = write(ManualCommands.repeatable("i-1", 1), false);
        first.attempt();
        first.complete(FULL);
        assertThat(first.done()).as("one attempt: its answer is the truth").isCompletedWithValue(FULL);

        PendingWrite second = write(ManualCommands.repeatable("i-1", 1), false);
        second.attempt();
        second.indeterminate();
        second.attempt();
        second.complete(FULL);
        assertThat(failureOf(second)).isInstanceOf(IndeterminateOutcomeException.class);
    }

    @Test
    void theFirstEndWins() {
        PendingWrite write = write(ManualCommands.once("i-1"), false);
        write.attempt();
        write.complete(RESULT);

        write.fail(Reason.DEADLINE_PASSED);

        assertThat(write.done().join()).isEqualTo(RESULT);
        assertThat(write.notProposed(Reason.NOT_LEADER)).isFalse();
        assertThat(write.indeterminate()).isFalse();
    }

    @Nested
    class TryingAgain {
        @Test
        void isForWritesThatMayBeRepeated() {
            assertThat(triesAgain(ManualCommands.repeatable("i-1", 1), false)).isTrue();
            assertThat(triesAgain(LoggedCommand.internal(new RenewLeases(new long[] {1})), false))
                    .isTrue();
            assertThat(triesAgain(ManualCommands.once("i-1"), false)).isFalse();
        }

        @Test
        void isLeftToTheNodeThatForwarded() {
            assertThat(triesAgain(ManualCommands.repeatable("i-1", 1), true)).isFalse();
            PendingWrite refused = write(ManualCommands.repeatable("i-1", 1), true);
            refused.attempt();
            assertThat(refused.notProposed(Reason.NOT_LEADER)).isFalse();
            assertThat(failureOf(refused)).isInstanceOf(NotProposedException.class);
        }

        @Test
        void isNoUseWhenTheLaneIsFull() {
            PendingWrite write = write(ManualCommands.repeatable("i-1", 1), false);
            write.attempt();

            assertThat(write.notProposed(Reason.OVERLOADED)).isFalse();
            assertThat(failureOf(write))
                    .isInstanceOfSatisfying(
                            NotProposedException.class,
                            failure -> assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED));
        }

        private static boolean triesAgain(LoggedCommand command, boolean forwarded) {
            PendingWrite write = write(command, forwarded);
            write.attempt();
            boolean again = write.indeterminate();
            assertThat(write.done().isDone()).isEqualTo(!again);
            return again;
        }
    }

    @Test
    void neverSaysNotProposedOnceAnAttemptMayHaveReachedTheLog() {
        SplittableRandom random = new SplittableRandom(11);
        for (int run = 0; run < 2_000; run++) {
            PendingWrite write = write(ManualCommands.repeatable("i-1", 1), random.nextBoolean());
            boolean mayBeInLog = false;
            while (!write.done().isDone() && write.attempt()) {
                boolean lateDuringAttempt = random.nextInt(4) == 0;
                if (lateDuringAttempt) {
                    write.fail(Reason.DEADLINE_PASSED);
                }
                boolean lost = random.nextInt(3) == 0;
                mayBeInLog |= lost || lateDuringAttempt;
                boolean again = lost ? write.indeterminate() : write.notProposed(Reason.NOT_LEADER);
                if (again && random.nextInt(4) == 0) {
                    write.fail(Reason.DEADLINE_PASSED);
                }
            }
            if (mayBeInLog && write.done().isDone()) {
                assertThat(failureOf(write)).isInstanceOf(IndeterminateOutcomeException.class);
            }
        }
    }

    private static PendingWrite write(LoggedCommand command, boolean forwarded) {
        return new PendingWrite(Lane.REGISTRATION, command, 10, forwarded, 0);
    }

    /** How a write ended; null while it has not. */
    static @Nullable Throwable failureOf(PendingWrite write) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        var unused = write.done().whenComplete((result, end) -> failure.set(end));
        return failure.get();
    }
}
