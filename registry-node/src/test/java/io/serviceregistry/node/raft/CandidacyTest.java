package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.testkit.ManualClock;
import io.serviceregistry.node.testkit.ManualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CandidacyTest {
    private record Told(boolean pause, CompletableFuture<Void> answer) {}

    private final ManualClock clock = new ManualClock();
    private final List<Told> told = new ArrayList<>();
    private final Candidacy candidacy = new Candidacy(
            pause -> {
                Told one = new Told(pause, new CompletableFuture<>());
                told.add(one);
                return one.answer();
            },
            new ManualScheduler(clock));

    @Test
    void standsAgainWhenTheObjectionIsWithdrawn() {
        candidacy.object();
        answer(0);
        candidacy.object();
        assertThat(told).extracting(Told::pause).containsExactly(true);

        candidacy.withdraw();
        assertThat(told).extracting(Told::pause).containsExactly(true, false);
    }

    @Test
    void tellsAgainUntilRatisListens() {
        candidacy.object();
        told.get(0).answer().completeExceptionally(new IllegalStateException("starting"));
        clock.advance(Duration.ofMillis(Candidacy.TELL_AGAIN_MILLIS));
        answer(1);
        clock.advance(Duration.ofMinutes(1));

        assertThat(told).extracting(Told::pause).containsExactly(true, true);
    }

    @Test
    void tellsTheLastWordWhenTheObjectionIsWithdrawnBeforeRatisAnswers() {
        candidacy.object();
        candidacy.withdraw();
        answer(0);

        assertThat(told).extracting(Told::pause).containsExactly(true, false);
    }

    private void answer(int index) {
        told.get(index).answer().complete(null);
    }
}
