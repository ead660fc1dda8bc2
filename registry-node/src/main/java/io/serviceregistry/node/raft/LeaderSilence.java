package io.serviceregistry.node.raft;

import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.random.RandomGenerator;

/**
 * When a follower has heard nothing from its leader for long enough to call an election: for a time between the two election
 * timeouts, another one for each silence.
 *
 * <p>Followers take turns. The time between the timeouts is parted among them, and each calls at a random moment of the first
 * quarter of its own part: the first calls soon, and no two call at once, so that votes are not split. When the first is dead
 * too, or behind, the next is due. Turns need not be agreed on: without them followers would only call more often at once.
 *
 * <p>Who was stopped or got no processor has not listened, and begins anew. Confined to one thread.
 */
final class LeaderSilence {
    /** Looks that come so much later than the one before tell of a pause of this process. */
    private static final long PAUSED_NANOS = Duration.ofMillis(300).toNanos();

    private static final int RANDOM_PART = 4;

    private final Clock clock;
    private final RandomGenerator random;
    private final long leastNanos;
    private final long mostNanos;
    private int turn;
    private int turns = 1;
    private long lookedNanos;
    private long listeningSinceNanos;
    private long bearableNanos;

    LeaderSilence(Clock clock, RandomGenerator random, Duration electionTimeoutMin, Duration electionTimeoutMax) {
        this.clock = clock;
        this.random = random;
        this.leastNanos = electionTimeoutMin.toNanos();
        this.mostNanos = electionTimeoutMax.toNanos();
        beginAnew();
    }

    /** Listens from now on, as after an attempt: the next is as far away as the first. */
    void beginAnew() {
        lookedNanos = clock.monotonicNanos();
        listenFrom(lookedNanos);
    }

    /** From the next silence on this follower takes its turn among all of them, in the order of their ids. */
    void takeTurn(String follower, Collection<String> followers) {
        if (followers.contains(follower)) { // else it is no voter, and calls no election
            turn = (int) followers.stream()
                    .filter(other -> other.compareTo(follower) < 0)
                    .count();
            turns = followers.size();
        }
    }

    /** One look, many times within the shortest timeout: true when an election is due. */
    boolean isTooLong(Duration sinceHeard) {
        long now = clock.monotonicNanos();
        if (now - lookedNanos > PAUSED_NANOS) {
            beginAnew();
            return false;
        }
        lookedNanos = now;
        long heardNanos = now - sinceHeard.toNanos();
        if (heardNanos - listeningSinceNanos > 0) {
            listenFrom(heardNanos);
        }
        return now - listeningSinceNanos >= bearableNanos;
    }

    private void listenFrom(long nanos) {
        listeningSinceNanos = nanos;
        long partNanos = (mostNanos - leastNanos) / turns;
        bearableNanos = leastNanos + turn * partNanos + random.nextLong(partNanos / RANDOM_PART + 1);
    }
}
