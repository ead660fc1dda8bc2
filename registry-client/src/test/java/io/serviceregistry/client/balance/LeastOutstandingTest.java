package io.serviceregistry.client.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.testkit.Instances;
import io.serviceregistry.client.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LeastOutstandingTest {

    private final SplittableRandom random = new SplittableRandom(Seeds.seed());
    private final PickPolicy policy = Policies.leastOutstanding(random);

    @Test
    void ofEqualWeightsNeverTheBusierOfTwo() {
        for (int i = 0; i < 10_000; i++) {
            Candidate one = busy(100, random.nextInt(5));
            Candidate other = busy(100, random.nextInt(5));
            Candidate picked = policy.over(List.of(one, other)).pick();
            assertThat(picked.outstanding())
                    .as("seed %s", Seeds.seed())
                    .isEqualTo(Math.min(one.outstanding(), other.outstanding()));
        }
    }

    @Test
    void neverOneThatIsBusierForItsWeightByACallOrMore() {
        for (int i = 0; i < 10_000; i++) {
            Candidate one = busy(1 + random.nextInt(1_000), random.nextInt(50));
            Candidate other = busy(1 + random.nextInt(1_000), random.nextInt(50));
            Candidate picked = policy.over(List.of(one, other)).pick();
            Candidate left = picked == one ? other : one;
            double leftWithTheCall = (left.outstanding() + 1.0) / left.weight();
            assertThat((double) picked.outstanding() / picked.weight())
                    .as("%s rather than %s, seed %s", picked, left, Seeds.seed())
                    .isLessThan(leftWithTheCall);
        }
    }

    @Test
    void theBusiestOfAnyIsNeverPicked() {
        for (int size = 2; size <= 20; size++) {
            List<Candidate> candidates = new ArrayList<>(Picks.candidates(size));
            Candidate hanging = busy(100, 3);
            candidates.set(random.nextInt(size), hanging);
            assertThat(Picks.of(policy.over(candidates), 2_000))
                    .as("of %s, seed %s", size, Seeds.seed())
                    .doesNotContain(hanging);
        }
    }

    @Test
    void whileNothingIsInFlightSharesAreThoseOfTheWeights() {
        int[] weights = {100, 300, 50, 550};
        List<Candidate> candidates = Picks.ofWeights(weights);
        long[] counts = Picks.counts(candidates, Picks.of(policy.over(candidates), 100_000));
        for (int i = 0; i < weights.length; i++) {
            assertThat(counts[i])
                    .as("of weight %s, seed %s", weights[i], Seeds.seed())
                    .isCloseTo(weights[i] * 100L, Percentage.withPercentage(5));
        }
    }

    @Test
    void underLoadSharesAreThoseOfTheWeightsToo() {
        int[] weights = {100, 300, 50, 550};
        List<Candidate> candidates = Picks.ofWeights(weights);
        long[] counts = Picks.counts(candidates, loaded(policy.over(candidates), 40, 100_000).stream());
        for (int i = 0; i < weights.length; i++) {
            assertThat(counts[i])
                    .as("of weight %s, seed %s", weights[i], Seeds.seed())
                    .isCloseTo(weights[i] * 100L, Percentage.withPercentage(15));
        }
    }

    @Test
    void itIsMoreEvenThanChance() {
        List<Candidate> candidates = Picks.candidates(20);
        double chance = averageBusiest(candidates, Policies.random(random));
        double least = averageBusiest(candidates, policy);
        assertThat(chance).as("seed %s", Seeds.seed()).isGreaterThan(14); // where 10 would be even
        assertThat(least).as("seed %s", Seeds.seed()).isLessThan(12.5);
    }

    @Test
    void theOnlyOneIsPickedHoweverBusy() {
        Candidate only = busy(1, 1_000);
        assertThat(policy.over(List.of(only)).pick()).isSameAs(only);
    }

    /** Picks while so many calls are in flight; they end in the order in which they began, and all in the end. */
    private static List<Candidate> loaded(Picker picker, int inFlight, int picks) {
        List<Candidate> picked = new ArrayList<>();
        for (int i = 0; i < picks; i++) {
            if (i >= inFlight) {
                picked.get(i - inFlight).end();
            }
            picked.add(picker.pick());
            picked.get(i).begin();
        }
        picked.subList(picks - inFlight, picks).forEach(Candidate::end);
        return picked;
    }

    /** How many calls the busiest has, on average over 20,000 picks, while 200 are in flight. */
    private static double averageBusiest(List<Candidate> candidates, PickPolicy policy) {
        LongSummaryStatistics busiest = new LongSummaryStatistics();
        Picker picker = policy.over(candidates);
        Picker watched = () -> {
            busiest.accept(
                    candidates.stream().mapToInt(Candidate::outstanding).max().orElseThrow());
            return picker.pick();
        };
        loaded(watched, 200, 20_000);
        return busiest.getAverage();
    }

    private static Candidate busy(int weight, int outstanding) {
        return Candidate.of(Instances.weighted("busy", weight), outstanding);
    }
}
