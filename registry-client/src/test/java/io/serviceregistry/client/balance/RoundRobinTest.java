package io.serviceregistry.client.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoundRobinTest {

    private final SplittableRandom random = new SplittableRandom(Seeds.seed());
    private final PickPolicy policy = Policies.roundRobin(random);

    @Test
    void eachCandidateIsPickedOnceInEveryRound() {
        for (int size = 1; size <= 40; size++) {
            List<Candidate> candidates = Picks.candidates(size);
            Picker picker = policy.over(candidates);
            for (int round = 0; round < 3; round++) {
                assertThat(Picks.of(picker, size)).containsExactlyInAnyOrderElementsOf(candidates);
            }
        }
    }

    @Test
    void ofThreadsThatShareItNoneUnsettlesTheTurns() throws Exception {
        List<Candidate> candidates = Picks.candidates(7);
        long[] counts = Picks.counts(candidates, Picks.byThreads(policy.over(candidates), 4, 10_001));
        long[] sorted = Arrays.stream(counts).sorted().toArray();
        assertThat(sorted[6] - sorted[0]).as(Arrays.toString(counts)).isLessThanOrEqualTo(1);
        assertThat(Arrays.stream(counts).sum()).isEqualTo(40_004);
    }

    @Test
    void processesThatStartTogetherBeginApart() {
        List<Candidate> candidates = Picks.candidates(5);
        long[] first = Picks.counts(
                candidates,
                Stream.generate(() -> policy.over(candidates).pick()).limit(1_000));
        assertThat(Arrays.stream(first)).as("seed %s", Seeds.seed()).allMatch(count -> count > 150 && count < 250);
    }

    @Test
    void randomGivesAllTheSame() {
        List<Candidate> candidates = Picks.candidates(5);
        long[] counts =
                Picks.counts(candidates, Picks.of(Policies.random(random).over(candidates), 10_000));
        assertThat(Arrays.stream(counts)).as("seed %s", Seeds.seed()).allMatch(count -> count > 1_800 && count < 2_200);
    }
}
