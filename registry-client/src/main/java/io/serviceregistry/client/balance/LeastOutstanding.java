package io.serviceregistry.client.balance;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Looks at two candidates and takes the one with fewer calls in flight for its weight: the power of two random choices
 * (Mitzenmacher, 2001), which comes close to looking at all of them at the cost of looking at two.
 *
 * <p>The two are different, and each is drawn by weight. The second takes the call if, with it, it is no busier than the first
 * is without it; so what is taken is never busier than the other by a call or more, and with equal weights never busier at all.
 * While nothing is in flight the first always takes it, so that the shares are those of the weights; a rule that compared what
 * both would have with the call would then leave nothing to the lighter ones.
 *
 * <p>Short lists are not looked through whole: because the two are different, an instance that hangs gets no call while all
 * others have fewer in flight, however short the list is.
 */
final class LeastOutstanding implements Picker {

    private final List<Candidate> candidates;
    private final long[] ends; // of each candidate's stretch in 0..total, which is as long as its weight
    private final long total;
    private final RandomGenerator random;

    LeastOutstanding(List<Candidate> candidates, RandomGenerator random) {
        this.candidates = candidates;
        this.ends = new long[candidates.size()];
        long sum = 0;
        for (int i = 0; i < ends.length; i++) {
            sum += candidates.get(i).weight();
            ends[i] = sum;
        }
        this.total = sum;
        this.random = random;
    }

    @Override
    public Candidate pick() {
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        int first = at(random.nextLong(total));
        int second = other(first);
        return lessBusy(candidates.get(first), candidates.get(second));
    }

    /** The second when it is less busy than the first by a call of its own or more, otherwise the first. */
    static Candidate lessBusy(Candidate first, Candidate second) {
        long secondWithIt = (second.outstanding() + 1L) * first.weight();
        long firstWithout = (long) first.outstanding() * second.weight();
        return secondWithIt <= firstWithout ? second : first;
    }

    /** One that is not the first, by weight: drawn from the line without the first one's stretch. */
    private int other(int first) {
        long weight = candidates.get(first).weight();
        long point = random.nextLong(total - weight);
        long start = ends[first] - weight;
        return at(point < start ? point : point + weight);
    }

    private int at(long point) {
        int found = Arrays.binarySearch(ends, point + 1);
        return found >= 0 ? found : -found - 1;
    }
}
