package io.serviceregistry.bench.storm;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What happens to processes. */
public enum ProcessFault implements Kind {
    /** SIGKILL, and started again after up to 3 s. */
    KILL("kill", Reach.MINORITY) {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            victims.forEach(node -> kill(ground, node));
            return Injury.of(Kind.between(0, 3_000, random), () -> victims.forEach(ground::restart));
        }
    },
    /** SIGSTOP for 0.3 to 8 s: shorter than an election timeout, and longer than a lease. */
    PAUSE("pause", Reach.MINORITY) {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            return pause(ground, victims, Kind.between(300, 8_000, random));
        }
    },
    /** SIGTERM: it hands over what it has, ends, and is started again. */
    RESTART("graceful restart", Reach.ONE) {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            victims.forEach(node -> {
                ground.attack(node);
                ground.mayEnd(node);
                ground.process(node).stop();
            });
            return Injury.of(Kind.between(0, 1_000, random), () -> victims.forEach(ground::restart));
        }
    },
    /** All killed at once, and started again after up to 3 s, in any order. */
    KILL_ALL("kill of all", Reach.ALL) {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            victims.forEach(node -> kill(ground, node));
            List<String> order = Lots.shuffled(victims, random);
            return Injury.of(Kind.between(200, 3_000, random), () -> order.forEach(ground::restart));
        }
    },
    /** All stopped at once, for longer than any lease. */
    PAUSE_ALL("pause of all", Reach.ALL) {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            return pause(ground, victims, Kind.between(1_000, 8_000, random));
        }
    },
    /** Whoever leads is killed and started again, three times, faster than nodes start. */
    KILLS("kills in quick succession", Reach.ALL) {
        @Override
        public Injury inflict(Ground ground, List<String> victims, RandomGenerator random) {
            for (int i = 0; i < SUCCESSION; i++) {
                String node = ground.leader().orElseGet(() -> victims.get(random.nextInt(victims.size())));
                kill(ground, node);
                ground.restart(node);
                ground.elapse(Kind.between(300, 1_500, random));
            }
            return Injury.of(Duration.ZERO, () -> {});
        }
    };

    private static final int SUCCESSION = 3;

    private final String text;
    private final Reach reach;

    ProcessFault(String text, Reach reach) {
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

    private static void kill(Ground ground, String node) {
        ground.attack(node);
        ground.mayEnd(node);
        ground.process(node).kill();
    }

    private static Injury pause(Ground ground, List<String> victims, Duration time) {
        victims.forEach(node -> {
            ground.attack(node);
            ground.process(node).pause();
        });
        return Injury.of(
                time, () -> victims.forEach(node -> ground.process(node).resume()));
    }
}
