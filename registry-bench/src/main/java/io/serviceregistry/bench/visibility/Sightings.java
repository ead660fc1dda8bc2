package io.serviceregistry.bench.visibility;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One kind of change that every watch must tell of once, for each of many instances, and how long after its cause each watch did.
 * Times come in as arguments. Thread-safe: watches tell on the threads of their connections.
 */
final class Sightings {
    /** Registry time, which leases end by, counts whole milliseconds. */
    private static final long ROUNDING_NANOS = 1_000_000;

    private final String change;
    private final List<Latency> watches;
    private final Findings findings;
    private final Map<String, Expected> expected = new HashMap<>(); // guarded by this, with all that it holds

    /** A change that has its cause, and which watches have told of it. */
    private record Expected(long causeNanos, boolean counts, boolean[] told) {}

    /**
     * Nothing is expected yet.
     *
     * @param change what happens to each instance, for messages
     * @param watches where the times of each watch go
     */
    Sightings(String change, List<Latency> watches, Findings findings) {
        this.change = change;
        this.watches = List.copyOf(watches);
        this.findings = findings;
    }

    /**
     * An instance will change; said before that can happen.
     *
     * @param causeNanos the time before which it cannot
     * @param counts false while the nodes warm up: then it must be told all the same, but how late does not matter
     */
    synchronized void expect(String instanceId, long causeNanos, boolean counts) {
        expected.put(instanceId, new Expected(causeNanos, counts, new boolean[watches.size()]));
    }

    /** Nobody knows any more whether the instance will change: its call failed. */
    synchronized void forget(String instanceId) {
        expected.remove(instanceId);
    }

    /** A watch tells of a change; of instances that nobody expects anything of, it is nothing. */
    synchronized void told(int watch, String instanceId, long atNanos) {
        Expected change = expected.get(instanceId);
        if (change == null) {
            return;
        }
        if (change.told[watch]) {
            findings.violated("Unique", "watch " + watch + " was told twice that " + instanceId + ' ' + this.change);
            return;
        }
        change.told[watch] = true;
        long nanos = atNanos - change.causeNanos;
        if (nanos < -ROUNDING_NANOS) {
            findings.violated(
                    "NoEarlyExpiry",
                    "watch " + watch + " was told that " + instanceId + ' ' + this.change + ", " + -nanos / 1e6
                            + " ms before it could");
        } else if (change.counts) {
            watches.get(watch).took(nanos);
        }
    }

    /** Whether every watch has told of everything. */
    synchronized boolean allTold() {
        return expected.values().stream().allMatch(Sightings::allTold);
    }

    private static boolean allTold(Expected change) {
        for (boolean told : change.told) {
            if (!told) {
                return false;
            }
        }
        return true;
    }

    /** The instances of which a watch has not told. */
    synchronized List<String> untold(int watch) {
        List<String> untold = new ArrayList<>();
        expected.forEach((instanceId, change) -> {
            if (!change.told[watch]) {
                untold.add(instanceId);
            }
        });
        return untold.stream().sorted().toList();
    }
}
