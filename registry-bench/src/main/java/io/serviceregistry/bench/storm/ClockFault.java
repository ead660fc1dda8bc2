package io.serviceregistry.bench.storm;

import io.serviceregistry.bench.cluster.MovableClocks;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Wall clocks jump, by a second up to eleven days, forward or back, and later jump home. Nothing less is owed to anybody: no
 * promise may go by a wall clock.
 */
public enum ClockFault implements Kind {
    /** Those of a minority. */
    JUMP("jump of the wall clock", Reach.MINORITY),
    /** Each by a time of its own. */
    APART("wall clocks apart", Reach.ALL);

    private static final double MOST_DIGITS = 6;

    private final String text;
    private final Reach reach;

    ClockFault(String text, Reach reach) {
        this.text = text;
        this.reach = reach;
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public Reach reach() {
        return reach;
    }

    @Override
    public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
        victims.forEach(node -> {
            // As likely by seconds as by days.
            long seconds = (long) Math.pow(10, random.nextDouble(MOST_DIGITS));
            ground.clocks().move(node, Duration.ofSeconds(random.nextBoolean() ? seconds : -seconds));
        });
        return Injury.of(
                MovableClocks.SEEN_WITHIN.plus(Kind.between(500, 4_000, random)),
                () -> victims.forEach(node -> ground.clocks().move(node, Duration.ZERO)));
    }
}
