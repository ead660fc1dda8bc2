package io.serviceregistry.node.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who leads, as seen from outside, and for how long anybody did: the time in which holders could be heard. Registry time may
 * not run faster.
 */
final class SimReigns {
    /** A pause counts for two ticks. */
    private static final long PAUSE_COUNTS_NANOS = 100 * SimWorld.MILLI;

    private final SimWorld world;
    private final Map<Long, String> leaders = new HashMap<>();
    private final Map<Long, Long> readySince = new HashMap<>();
    private final Set<String> leading = new TreeSet<>();
    private final Set<String> stopped = new TreeSet<>();
    private long ledNanos;
    private long countedNanos;

    SimReigns(SimWorld world) {
        this.world = world;
    }

    void elected(SimNode node, long term) {
        String other = leaders.putIfAbsent(term, node.id());
        if (other != null) {
            throw new AssertionError("SingleLeaderPerTerm: " + other + " and " + node.id() + " lead in term " + term);
        }
    }

    /** A leader is ready: from here it hears holders. */
    void ready(SimNode node, long term) {
        count();
        leading.add(node.id());
        readySince.put(term, ledNanos);
    }

    void ended(SimNode node) {
        count();
        leading.remove(node.id());
    }

    void stopped(SimNode node) {
        count();
        if (stopped.add(node.id()) && leading.contains(node.id())) {
            ledNanos += PAUSE_COUNTS_NANOS;
        }
    }

    void goesOn(SimNode node) {
        count();
        stopped.remove(node.id());
    }

    /** For how long anybody led so far. */
    long ledNanos() {
        count();
        return ledNanos;
    }

    /** For how long anybody had led when the leader of a term became ready. */
    long ledNanosBefore(long term) {
        return readySince.getOrDefault(term, Long.MAX_VALUE);
    }

    int terms() {
        return leaders.size();
    }

    private void count() {
        if (!stopped.containsAll(leading)) {
            ledNanos += world.nowNanos() - countedNanos;
        }
        countedNanos = world.nowNanos();
    }
}
