package io.serviceregistry.node.core.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of texts in ascending order of their keys, in one array: a registry holds a map like this for each instance, and a
 * tree would take three times as much. Immutable; equal to any map of the same pairs.
 */
public final class Metadata extends AbstractMap<String, String> implements SortedMap<String, String> {
    private static final Metadata EMPTY = new Metadata(new String[0]);

    /** Each key, followed by its value. */
    private final String[] pairs;

    private Metadata(String[] pairs) {
        this.pairs = pairs;
    }

    /** The pairs of a map, in natural order whatever its own. */
    public static Metadata copyOf(SortedMap<String, String> map) {
        if (map instanceof Metadata already) {
            return already;
        }
        if (map.isEmpty()) {
            return EMPTY;
        }
        SortedMap<String, String> sorted = map.comparator() == null ? map : naturallySorted(map);
        String[] pairs = new String[2 * sorted.size()];
        int next = 0;
        for (Map.Entry<String, String> entry : sorted.entrySet()) {
            pairs[next++] = entry.getKey();
            pairs[next++] = entry.getValue();
        }
        return new Metadata(pairs);
    }

    /** The same pairs, with each text as {@code kept} has it, which must be an equal one. */
    public Metadata keptAs(UnaryOperator<String> kept) {
        String[] same = new String[pairs.length];
        Arrays.setAll(same, i -> kept.apply(pairs[i]));
        return new Metadata(same);
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public @Nullable String get(Object key) {
        int place = key instanceof String text ? find(text) : -1;
        return place < 0 ? null : pairs[2 * place + 1];
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    private int find(String key) {
        int low = 0;
        int high = size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = pairs[2 * middle].compareTo(key);
            if (order == 0) {
                return middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle - 1;
        }
        return -1;
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < pairs.length; i += 2) {
            action.accept(pairs[i], pairs[i + 1]);
        }
    }

    @Override
    public Set<Map.Entry<String, String>> entrySet() {
        return new Entries();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metadata metadata ? Arrays.equals(pairs, metadata.pairs) : super.equals(other);
    }

    @Override
    public int hashCode() {
        int hash = 0; // as every map counts it
        for (int i = 0; i < pairs.length; i += 2) {
            hash += pairs[i].hashCode() ^ pairs[i + 1].hashCode();
        }
        return hash;
    }

    /** Null: the natural order. */
    @Override
    public @Nullable Comparator<? super String> comparator() {
        return null;
    }

    @Override
    public String firstKey() {
        return key(0);
    }

    @Override
    public String lastKey() {
        return key(size() - 1);
    }

    private String key(int place) {
        if (pairs.length == 0) {
            throw new NoSuchElementException("no pairs");
        }
        return pairs[2 * place];
    }

    @Override
    public SortedMap<String, String> subMap(String from, String to) {
        return copyOf(naturallySorted(this).subMap(from, to));
    }

    @Override
    public SortedMap<String, String> headMap(String to) {
        return copyOf(naturallySorted(this).headMap(to));
    }

    @Override
    public SortedMap<String, String> tailMap(String from) {
        return copyOf(naturallySorted(this).tailMap(from));
    }

    private static SortedMap<String, String> naturallySorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }

    private final class Entries extends AbstractSet<Map.Entry<String, String>> {
        @Override
        public int size() {
            return Metadata.this.size();
        }

        @Override
        public Iterator<Map.Entry<String, String>> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < pairs.length;
                }

                @Override
                public Map.Entry<String, String> next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("no more pairs");
                    }
                    next += 2;
                    return Map.entry(pairs[next - 2], pairs[next - 1]);
                }
            };
        }
    }
}
