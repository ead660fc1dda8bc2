package io.serviceregistry.bench.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether nodes that have applied the log equally far have the same state, from what their statuses say over time.
 * Thread-safe.
 */
public final class DigestChecker {
    private static final int MAX_INDEXES = 20_000; // a node further behind than this is not compared

    private final SortedMap<Long, Map<String, String>> digests = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private long compared;

    /** Takes note of a node's digest at a log index. */
    public synchronized void add(String node, long logIndex, String digest) {
        Map<String, String> here = digests.computeIfAbsent(logIndex, index -> new HashMap<>());
        here.forEach((other, otherDigest) -> {
            if (!other.equals(node)) {
                compared++;
            }
            if (!otherDigest.equals(digest)) {
                violations.add(new Violation(
                        "SameDigestAtSameIndex",
                        "at log index " + logIndex + ' ' + other + " has the digest " + otherDigest + ", " + node + ' '
                                + digest));
            }
        });
        here.put(node, digest);
        if (digests.size() > MAX_INDEXES) {
            digests.remove(digests.firstKey());
        }
    }

    /** True when a node has told its digest at this log index. */
    public synchronized boolean knows(long logIndex) {
        return digests.containsKey(logIndex);
    }

    /** True when so many nodes have told their digest at one log index, at this one or later. */
    public synchronized boolean agreedSince(long logIndex, int nodes) {
        return digests.tailMap(logIndex).values().stream()
                .anyMatch(here -> here.size() == nodes
                        && here.values().stream().distinct().count() == 1);
    }

    /** How many pairs of digests were compared. */
    public synchronized long compared() {
        return compared;
    }

    /** What was found so far. */
    public synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }
}
