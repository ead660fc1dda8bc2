package io.serviceregistry.client.balance;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Round robin in which a candidate sits out rounds, the more the lighter it is, and evenly spread: a candidate of weight
 * {@code w} beside a heaviest one of weight {@code max} takes part in {@code w} of any {@code max} rounds in a row, and in any
 * number of rounds {@code r} in {@code r * w / max}, rounded up or down.
 *
 * <p>This is the static stride scheduler of gRPC's {@code weighted_round_robin} (proposal A58), with the weights as they are
 * in place of weights scaled to 16 bits. It was preferred to nginx's smooth weighted round robin, whose spread is as even,
 * because that changes the state of every candidate at every pick and so needs a lock; here threads share a counter. It was
 * preferred to choosing at random by weight because a client that makes ten calls a minute would see its shares only after
 * hours.
 *
 * <p>A pick passes over {@code max / mean weight} candidates on average, and never over more than all of them, since the
 * heaviest sits out no round.
 *
 * <p>A new list begins at a random place in its rounds. If it began at the first, light candidates would get nothing from
 * lists that change often.
 */
final class WeightedRoundRobin implements Picker {

    /** Sets the candidates apart, so that those of equal weight do not sit out the same rounds: the golden ratio's part. */
    private static final double APART = 0.618_033_988_749_895;

    private final List<Candidate> candidates;
    private final long heaviest;
    private final long[] offsets;
    private final AtomicLong next;

    WeightedRoundRobin(List<Candidate> candidates, RandomGenerator random) {
        this.candidates = candidates;
        this.heaviest = candidates.stream().mapToInt(Candidate::weight).max().orElseThrow();
        this.offsets = new long[candidates.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = (long) (i * APART % 1 * heaviest);
        }
        this.next = new AtomicLong(random.nextLong(candidates.size() * heaviest));
    }

    @Override
    public Candidate pick() {
        while (true) {
            long turn = next.getAndIncrement();
            int index = (int) (turn % candidates.size());
            Candidate candidate = candidates.get(index);
            if (takesPart(candidate.weight(), turn / candidates.size() % heaviest, offsets[index])) {
                return candidate;
            }
        }
    }

    /** Whether {@code weight / heaviest} of a round, added up over the rounds, reaches a whole number in this one. */
    private boolean takesPart(long weight, long round, long offset) {
        return (weight * round + offset) % heaviest >= heaviest - weight;
    }
}
