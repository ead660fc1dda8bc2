package io.serviceregistry.bench.check.wgl;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a search has been: what has been done, and the state that it led to. The same state after the same required operations and
 * fewer optional ones allows at least as much, so only the least sets of optional ones are kept.
 */
final class Tried<S> {
    private record Place(BitSet required, Object state) {}

    private final Map<Place, List<BitSet>> least = new HashMap<>();

    /** False when it was there before, or somewhere that allows as much. The sets must not change any more. */
    boolean add(BitSet required, BitSet optional, S state) {
        List<BitSet> known = least.computeIfAbsent(new Place(required, state), none -> new ArrayList<>(1));
        if (known.stream().anyMatch(set -> isWithin(set, optional))) {
            return false;
        }
        known.removeIf(set -> isWithin(optional, set));
        known.add(optional);
        return true;
    }

    private static boolean isWithin(BitSet part, BitSet whole) {
        BitSet rest = (BitSet) part.clone();
        rest.andNot(whole);
        return rest.isEmpty();
    }
}
