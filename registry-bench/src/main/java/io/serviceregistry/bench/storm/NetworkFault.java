package io.serviceregistry.bench.storm;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What happens to the links between nodes; clients reach all of them all the while. */
public enum NetworkFault implements Kind {
    /** A minority is cut off. */
    PARTITION("partition", Reach.MINORITY) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            cutOff(ground, victims, true, true);
        }
    },
    /** The leader is cut off. */
    LEADER_ISOLATED("isolation of the leader", Reach.LEADER) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            cutOff(ground, victims, true, true);
        }
    },
    /** Two halves that only one node sees both of. */
    BRIDGE("bridge", Reach.ALL) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            int half = victims.size() / 2;
            List<String> shuffled = Lots.shuffled(victims, random);
            for (String one : shuffled.subList(0, half)) {
                for (String other : shuffled.subList(half, 2 * half)) {
                    cut(ground, one, other);
                    cut(ground, other, one);
                }
            }
        }
    },
    /** Each node sees two others only: of three this is one link that is cut, of five a ring of overlapping majorities. */
    RING("ring", Reach.ALL) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            List<String> ring = Lots.shuffled(victims, random);
            int size = ring.size();
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    int steps = Math.floorMod(i - j, size);
                    boolean neighbours = steps == 1 || steps == size - 1;
                    boolean theOneLinkOfThree = size == 3 && i + j == 1;
                    if (i != j && (!neighbours || theOneLinkOfThree)) {
                        cut(ground, ring.get(i), ring.get(j));
                    }
                }
            }
        }
    },
    /** A node is heard and hears nothing. */
    DEAF("one-way in", Reach.ONE) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            cutOff(ground, victims, true, false);
        }
    },
    /** A node hears and is not heard. */
    MUTE("one-way out", Reach.ONE) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            cutOff(ground, victims, false, true);
        }
    },
    /** 5 to 30 % of the packets to a node get lost. */
    LOSS("packet loss", Reach.ONE) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            int percent = random.nextInt(5, 31);
            victims.forEach(node -> {
                ground.attack(node);
                others(ground, victims).forEach(other -> ground.network().lose(other, node, percent));
            });
        }
    },
    /** Every packet to a node resets its connection. */
    RESETS("connection resets", Reach.ONE) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            victims.forEach(node -> {
                ground.attack(node);
                others(ground, victims).forEach(other -> ground.network().reset(other, node));
            });
        }
    },
    /** What a node sends waits in a queue, for up to 0.4 s, as on a line that is too narrow. */
    NARROW("delay on a narrow line", Reach.ONE) {
        @Override
        void harm(Ground ground, List<String> victims, RandomGenerator random) {
            int kilobits = random.nextInt(500, 2_000);
            victims.forEach(node -> {
                ground.attack(node);
                ground.network().narrow(node, kilobits);
            });
        }

        @Override
        void undo(Ground ground, List<String> victims) {
            victims.forEach(ground.network()::widen);
        }
    };

    private static final long LEAST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 8_000;

    private final String text;
    private final Reach reach;

    NetworkFault(String text, Reach reach) {
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
        harm(ground, victims, random);
        return Injury.of(Kind.between(LEAST_MILLIS, MOST_MILLIS, random), () -> undo(ground, victims));
    }

    void undo(Ground ground, List<String> victims) {
        ground.nodes().forEach(ground.network()::rejoin);
    }

    abstract void harm(Ground ground, List<String> victims, RandomGenerator random);

    /** Cuts what goes to these nodes from the others, what comes from them, or both. */
    static void cutOff(Ground ground, List<String> nodes, boolean in, boolean out) {
        for (String node : nodes) {
            for (String other : others(ground, nodes)) {
                ground.attack(node);
                if (in) {
                    ground.network().cut(other, node);
                }
                if (out) {
                    ground.network().cut(node, other);
                }
            }
        }
    }

    private static void cut(Ground ground, String from, String to) {
        ground.attack(from);
        ground.attack(to);
        ground.network().cut(from, to);
    }

    private static List<String> others(Ground ground, List<String> nodes) {
        List<String> others = new ArrayList<>(ground.nodes());
        others.removeAll(nodes);
        return others;
    }
}
