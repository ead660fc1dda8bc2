package io.serviceregistry.bench.check;

import java.util.Map;

/**
 * A linearizable read that was answered.
 *
 * @param node the node that answered
 * @param callNanos when it was sent, by the harness' clock
 * @param returnNanos when the answer was there
 * @param revision the revision of the state it was answered from
 * @param logIndex the log index of that state
 * @param seen every key it asked for
 */
public record Read(
        String node, long callNanos, long returnNanos, long revision, long logIndex, Map<String, Seen> seen) {
    /**
     * What was seen of a key.
     *
     * @param value its value; {@link Write#ABSENT} when it was not there
     * @param revision the revision at which it was set; 0 when it was not there
     */
    public record Seen(int value, long revision) {
        public static final Seen NOTHING = new Seen(Write.ABSENT, 0);
    }

    public Read {
        seen = Map.copyOf(seen);
    }

    String describe() {
        return "a read through " + node + ", answered from revision " + revision + ", log index " + logIndex;
    }
}
