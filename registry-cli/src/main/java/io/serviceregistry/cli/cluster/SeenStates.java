package io.serviceregistry.cli.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The states that the nodes were seen in, over several looks.
 *
 * <p>Digests can only be compared at one log index, and while there is traffic no two nodes are ever asked at the very
 * same one. Remembering what each look saw finds an index that all of them passed.
 */
final class SeenStates {
    private final NavigableMap<Long, Map<String, StatePosition>> byIndex = new TreeMap<>();

    void add(String nodeId, StatePosition position) {
        byIndex.computeIfAbsent(position.logIndex(), index -> new HashMap<>()).put(nodeId, position);
    }

    /** The states of all these nodes at the highest log index at which each of them was seen. */
    Optional<Map<String, StatePosition>> findCommon(Set<String> nodeIds) {
        return byIndex.descendingMap().values().stream()
                .filter(seen -> seen.keySet().containsAll(nodeIds))
                .findFirst();
    }
}
