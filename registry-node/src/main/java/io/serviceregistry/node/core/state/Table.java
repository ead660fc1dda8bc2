package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Fingerprint;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * A replicated map that keeps the sum of its values' fingerprints, so that no change can escape the state digest.
 *
 * <p>The map is persistent: {@link #map()} is a free, immutable picture of this moment. Values hold their own keys.
 */
final class Table<K extends Comparable<? super K>, V extends Fingerprint.Part> {
    private final int kind;
    private TreePMap<K, V> map;
    private long sum;

    /** An empty table; {@code kind} tells its values from those of other tables. */
    Table(int kind) {
        this(kind, TreePMap.empty());
    }

    /** A table of the given values. */
    Table(int kind, TreePMap<K, V> map) {
        this.kind = kind;
        this.map = map;
        for (V value : map.values()) {
            sum += fingerprint(value);
        }
    }

    /** The value of a key. */
    @Nullable
    V find(K key) {
        return map.get(key);
    }

    /** Puts a value in place of the former one. */
    void put(K key, V value) {
        V former = map.get(key);
        sum += fingerprint(value) - (former == null ? 0 : fingerprint(former));
        map = map.plus(key, value);
    }

    /** Takes a value out, if it is there. */
    void remove(K key) {
        V former = map.get(key);
        if (former != null) {
            sum -= fingerprint(former);
            map = map.minus(key);
        }
    }

    /** How many values. */
    int size() {
        return map.size();
    }

    /** The values of this moment, in the order of their keys. */
    TreePMap<K, V> map() {
        return map;
    }

    /** The sum of the values' fingerprints, whatever the order they came in. */
    long sum() {
        return sum;
    }

    private long fingerprint(V value) {
        return new Fingerprint(kind).add(value).value();
    }
}
