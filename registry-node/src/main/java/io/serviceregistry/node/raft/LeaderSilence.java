package io.serviceregistry.node.raft;

import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a follower has heard nothing from its leader for long enough to call an election: for a random time between the two
 * election timeouts, another one for each silence, so that followers do not call at once.
 *
 * <p>Who was stopped or got no processor has not listened, and begins anew. Confined to one thread.
 */
final class LeaderSilence {
    /** Looks that come so much later than the one before tell of a pause of this process. */
    private static final long PAUSED_NANOS = Duration.ofMillis(300).toNanos();

    private final Clock clock;
    private final RandomGenerator random;
    private final long leastNanos;
    private final long mostNanos;
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
        listeningSinceNanos = lookedNanos;
        bearableNanos = random.nextLong(leastNanos, mostNanos + 1);
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
            listeningSinceNanos = heardNanos;
            bearableNanos = random.nextLong(leastNanos, mostNanos + 1);
        }
        return now - listeningSinceNanos >= bearableNanos;
    }
}
