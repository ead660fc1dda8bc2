package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.service.ReadOptions.Level;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadConsistencyTest {
    private static final Duration BUDGET = Duration.ofSeconds(10);

    private final RecordingWrites log = new RecordingWrites();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<CatalogView> barrier = new CompletableFuture<>();
    private OptionalLong ageMillis = OptionalLong.empty();
    private final ReadConsistency consistency =
            new ReadConsistency(budget -> barrier, log.views(), () -> ageMillis, timer);

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void linearizableReadIsAnsweredFromTheViewOfTheBarrier() {
        CatalogView early = log.views().current();
        CompletableFuture<ReadView> read = consistency.view(ReadOptions.LINEARIZABLE, BUDGET);
        assertThat(read).isNotDone();
        assertThat(consistency.waiting()).isEqualTo(1);
        assertThat(consistency.reads(Level.LINEARIZABLE)).isEqualTo(1);
        assertThat(consistency.reads(Level.LOCAL)).isZero();
        log.change(registry -> registry.register("payments/i-1"));
        barrier.complete(early);
        assertThat(consistency.waiting()).isZero();

        assertThat(read.join().view()).isSameAs(early);
        assertThat(read.join().ageMillis()).isEmpty();
    }

    @Test
    void readAtLeastARevisionWaitsForIt() {
        log.change(registry -> registry.register("payments/i-1"));
        long revision = log.views().current().image().revision();
        assertThat(read(Level.AT_LEAST, revision, 0)).isDone();

        CompletableFuture<ReadView> next = read(Level.AT_LEAST, revision + 1, 0);
        assertThat(next).isNotDone();
        log.change(registry -> registry.register("payments/i-2"));
        assertThat(next.join().state().revision()).isEqualTo(revision + 1);
    }

    @Test
    void readAtLeastARevisionThatDoesNotComeIsRefusedInTime() {
        CompletableFuture<ReadView> read =
                consistency.view(new ReadOptions(Level.AT_LEAST, 1_000, 0), Duration.ofMillis(20));
        assertThatThrownBy(read::join)
                .hasCauseInstanceOf(NotFreshEnoughException.class)
                .hasMessageContaining("revision 1000 has not come in time");
    }

    @Test
    void localReadNeedsNobodyAndSaysItsAge() {
        assertThat(read(Level.LOCAL, 0, 0).join().ageMillis()).isEmpty();
        ageMillis = OptionalLong.of(1_200);
        assertThat(read(Level.LOCAL, 0, 0).join().ageMillis()).hasValue(1_200);
        assertThat(read(Level.LOCAL, 0, 1_200).join().ageMillis()).hasValue(1_200);
    }

    @Test
    void localReadIsRefusedWhenItMayBeTooOldOrNobodyKnows() {
        assertThatThrownBy(() -> read(Level.LOCAL, 0, 500).join())
                .hasCauseInstanceOf(NotFreshEnoughException.class)
                .hasMessageContaining("unknown");
        ageMillis = OptionalLong.of(501);
        assertThatThrownBy(() -> read(Level.LOCAL, 0, 500).join())
                .hasCauseInstanceOf(NotFreshEnoughException.class)
                .hasMessageContaining("501 ms");
    }

    @Test
    void ageIsTakenBeforeTheViewItIsSaidOf() {
        CatalogView old = log.views().current();
        ReadConsistency racing = new ReadConsistency(
                budget -> barrier,
                log.views(),
                () -> {
                    // Between the look at the age and the look at the view, a newer one is published.
                    log.change(registry -> registry.register("payments/i-1"));
                    return OptionalLong.of(3);
                },
                timer);
        ReadView read = racing.view(new ReadOptions(Level.LOCAL, 0, 0), BUDGET).join();
        assertThat(read.state().revision()).isGreaterThan(old.image().revision());
    }

    @Test
    void readsThatWaitAreBounded() {
        for (int i = 0; i < ReadConsistency.MAX_WAITING; i++) {
            var unused = consistency.view(ReadOptions.LINEARIZABLE, BUDGET);
        }
        ReadOptions ahead = new ReadOptions(Level.AT_LEAST, 1_000, 0);
        assertThatThrownBy(() -> consistency.view(ahead, BUDGET).join())
                .hasCauseInstanceOf(TooManyWaitingException.class);
        assertThat(read(Level.LOCAL, 0, 0)).isDone();

        barrier.complete(log.views().current());
        assertThat(consistency.view(ahead, BUDGET)).isNotDone();
    }

    private CompletableFuture<ReadView> read(Level level, long minRevision, long maxAgeMillis) {
        return consistency.view(new ReadOptions(level, minRevision, maxAgeMillis), BUDGET);
    }
}
