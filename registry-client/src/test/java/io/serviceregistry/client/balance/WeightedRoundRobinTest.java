package io.serviceregistry.client.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class WeightedRoundRobinTest {

    private final SplittableRandom random = new SplittableRandom(Seeds.seed());
    private final PickPolicy policy = Policies.weighted(random);

    @Test
    void ofAsManyPicksAsTheSumOfTheWeightsEachGetsExactlyItsWeight() {
        for (int i = 0; i < 200; i++) {
            int[] weights = Picks.weights(1 + random.nextInt(20), 100, random);
            List<Candidate> candidates = Picks.ofWeights(weights);
            long[] counts = Picks.counts(candidates, Picks.of(policy.over(candidates), Picks.sum(weights)));
            assertThat(counts)
                    .as("seed %s", Seeds.seed())
                    .isEqualTo(Arrays.stream(weights).asLongStream().toArray());
        }
    }

    @Test
    void sharesAreRightAtEveryMoment() {
        for (int i = 0; i < 50; i++) {
            int[] weights = Picks.weights(2 + random.nextInt(10), 1_000_000, random);
            List<Candidate> candidates = Picks.ofWeights(weights);
            Picker picker = policy.over(candidates);
            long[] counts = new long[weights.length];
            for (int picks = 1; picks <= 1_000; picks++) {
                counts[candidates.indexOf(picker.pick())]++;
                assertThat(farthestOff(counts, weights, picks))
                        .as("of %s after %s picks, seed %s", Arrays.toString(weights), picks, Seeds.seed())
                        .isLessThan(4);
            }
        }
    }

    @Test
    void equalWeightsAreRoundRobin() {
        List<Candidate> candidates = Picks.ofWeights(70, 70, 70, 70);
        Picker picker = policy.over(candidates);
        for (int round = 0; round < 500; round++) {
            assertThat(Picks.of(picker, 4)).containsExactlyInAnyOrderElementsOf(candidates);
        }
    }

    @Test
    void largestAndSmallestWeightsDoNotOverflow() {
        List<Candidate> candidates = Picks.ofWeights(Integer.MAX_VALUE, 1, Integer.MAX_VALUE / 2);
        long[] counts = Picks.counts(candidates, Picks.of(policy.over(candidates), 30_000));
        assertThat(counts[0]).isCloseTo(20_000, Percentage.withPercentage(0.1));
        assertThat(counts[1]).isLessThanOrEqualTo(1);
    }

    @Test
    void lightOnesGetTheirShareOfListsThatChangeAllTheTime() {
        int[] weights = {100, 50, 10, 20, 20};
        List<Candidate> candidates = Picks.ofWeights(weights);
        long[] counts = new long[weights.length];
        for (int list = 0; list < 20_000; list++) {
            Picker picker = policy.over(candidates);
            for (int pick = 0; pick < 3; pick++) { // far from what a round of the lightest takes
                counts[candidates.indexOf(picker.pick())]++;
            }
        }
        for (int i = 0; i < weights.length; i++) {
            assertThat(counts[i])
                    .as("of weight %s, seed %s", weights[i], Seeds.seed())
                    .isCloseTo(60_000L * weights[i] / 200, Percentage.withPercentage(25));
        }
    }

    @Test
    void ofThreadsThatShareItNoneUnsettlesTheShares() throws Exception {
        int[] weights = {7, 1, 4, 28};
        List<Candidate> candidates = Picks.ofWeights(weights);
        long[] counts = Picks.counts(candidates, Picks.byThreads(policy.over(candidates), 4, 10_000));
        assertThat(counts).containsExactly(7_000, 1_000, 4_000, 28_000);
    }

    private static double farthestOff(long[] counts, int[] weights, int picks) {
        double total = Picks.sum(weights);
        double farthest = 0;
        for (int i = 0; i < counts.length; i++) {
            farthest = Math.max(farthest, Math.abs(counts[i] - picks * weights[i] / total));
        }
        return farthest;
    }
}
