package io.serviceregistry.node.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Outcome.Renewed;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.RenewLeases;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.replication.NotProposedException.Reason;
import io.serviceregistry.node.replication.Writes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RenewalBatcherTest {
    private final RecordingWrites writes = new RecordingWrites();
    private final RenewalBatcher batcher = new RenewalBatcher(writes);

    @Test
    void writesOneCommandATickForAllThatArrived() {
        batcher.renew(new long[] {3, 9});
        batcher.renew(new long[] {1, 3, 7});
        assertThat(writes.commands).isEmpty();

        batcher.tick();

        assertThat(writes.commands).containsExactly(new RenewLeases(new long[] {1, 3, 7, 9}));
        assertThat(batcher.renewals()).as("taken in").isEqualTo(5);
        assertThat(batcher.batches()).isEqualTo(1);
    }

    @Test
    void writesNothingWhenNothingArrived() {
        batcher.tick();
        batcher.renew(new long[] {1});
        batcher.tick();
        batcher.tick();

        assertThat(writes.commands).hasSize(1);
    }

    @Test
    void tellsEachCallerAboutItsOwnLeasesOnly() {
        CompletableFuture<Result> first = batcher.renew(new long[] {1, 2, 3});
        CompletableFuture<Result> second = batcher.renew(new long[] {3, 4, 5});
        batcher.tick();

        writes.complete(0, new Renewed(List.of(2L), List.of(3L), List.of(5L)));

        assertThat(first.join().outcome()).isEqualTo(new Renewed(List.of(2L), List.of(3L), List.of()));
        assertThat(second.join().outcome()).isEqualTo(new Renewed(List.of(), List.of(3L), List.of(5L)));
        assertThat(first.join().position()).isEqualTo(RecordingWrites.POSITION);
    }

    @Test
    void tellsEveryCallerOfAFailure() {
        CompletableFuture<Result> first = batcher.renew(new long[] {1});
        CompletableFuture<Result> second = batcher.renew(new long[] {2});
        batcher.tick();

        writes.outcomes.get(0).completeExceptionally(new NotProposedException(Reason.NO_LEADER));

        assertThatThrownBy(first::join).hasCauseInstanceOf(NotProposedException.class);
        assertThatThrownBy(second::join).hasCauseInstanceOf(NotProposedException.class);
    }

    @Test
    void splitsAMultitudeIntoCommandsOfBoundedSize() {
        List<CompletableFuture<Result>> renewals = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            renewals.add(batcher.renew(
                    LongStream.range(i * 60_000L, (i + 1) * 60_000L).toArray()));
        }
        batcher.tick();

        assertThat(writes.commands)
                .hasSize(5)
                .allSatisfy(
                        command -> assertThat(((RenewLeases) command).size()).isEqualTo(60_000));
        for (int i = 0; i < 5; i++) {
            writes.complete(i, new Renewed(List.of(), List.of(), List.of()));
        }
        assertThat(renewals).allSatisfy(renewal -> assertThat(renewal).isCompleted());
    }

    @Test
    void refusesACallThatNoCommandHoldsAndServesTheOthers() {
        assertThatThrownBy(() -> batcher.renew(
                        LongStream.rangeClosed(0, RenewLeases.MAX_LEASES).toArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: <= 100000");
        batcher.renew(new long[] {1});

        batcher.tick();

        assertThat(writes.commands).hasSize(1);
    }

    @Test
    void shedsWhatIsMoreThanATickCanHold() {
        for (int i = 0; i < 10; i++) {
            batcher.renew(LongStream.range(0, 100_000).toArray());
        }

        CompletableFuture<Result> shed = batcher.renew(new long[] {1});

        assertThatThrownBy(shed::join)
                .cause()
                .isInstanceOfSatisfying(
                        NotProposedException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED));
        batcher.tick();
        assertThat(batcher.renew(new long[] {1})).as("room again").isNotDone();
    }

    private static final class RecordingWrites implements Writes {
        private static final Position POSITION = new Position(7, 8, 0, 9);

        private final List<Object> commands = new ArrayList<>();
        private final List<CompletableFuture<Result>> outcomes = new ArrayList<>();

        @Override
        public CompletableFuture<Result> submit(Lane lane, LoggedCommand command, Duration budget) {
            assertThat(lane).isEqualTo(Lane.RENEWAL);
            assertThat(budget).isEqualTo(Duration.ofSeconds(1));
            commands.add(command.command());
            CompletableFuture<Result> outcome = new CompletableFuture<>();
            outcomes.add(outcome);
            return outcome;
        }

        private void complete(int command, Outcome outcome) {
            outcomes.get(command).complete(new Result(POSITION, outcome));
        }
    }
}
