package io.serviceregistry.bench.storm;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** A node is cut off and joined again, every 0.2 to 1 s. */
public final class FlappingLink implements Kind {
    private static final int TIMES = 4;

    @Override
    public String text() {
        return "flapping link";
    }

    @Override
    public Reach reach() {
        return Reach.ONE;
    }

    @Override
    public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
        for (int i = 0; i < TIMES; i++) {
            NetworkFault.cutOff(ground, victims, true, true);
            ground.elapse(Kind.between(200, 1_000, random));
            ground.nodes().forEach(ground.network()::rejoin);
            ground.elapse(Kind.between(200, 1_000, random));
        }
        return Injury.of(Duration.ZERO, () -> {});
    }
}
