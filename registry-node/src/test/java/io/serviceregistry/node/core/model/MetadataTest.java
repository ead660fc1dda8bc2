package io.serviceregistry.node.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MetadataTest {
    private static final SortedMap<String, String> TREE = tree(5);

    @Test
    void isWhatASortedMapOfThePairsIs() {
        for (int size = 0; size < 6; size++) {
            SortedMap<String, String> tree = tree(size);
            Metadata metadata = Metadata.copyOf(tree);
            assertThat((Object) metadata).isEqualTo(tree).hasSameHashCodeAs(tree);
            assertThat((Object) tree).isEqualTo(metadata);
            assertThat(new ArrayList<>(metadata.entrySet())).isEqualTo(new ArrayList<>(tree.entrySet()));
            assertThat(metadata).hasSize(size).hasToString(tree.toString());
            tree.forEach((key, value) -> assertThat(metadata.get(key)).isEqualTo(value));
        }
    }

    @Test
    void findsNothingElse() {
        Metadata metadata = Metadata.copyOf(TREE);
        for (String key : List.of("", "k", "k00", "k01x", "k035", "k9", "v01")) {
            assertThat(metadata.get(key)).as(key).isNull();
            assertThat(metadata.containsKey(key)).as(key).isFalse();
        }
    }

    @Test
    void differsWhenAKeyOrAValueDoes() {
        SortedMap<String, String> other = new TreeMap<>(TREE);
        other.put("k01", "other");
        assertThat((Object) Metadata.copyOf(TREE))
                .isEqualTo(Metadata.copyOf(new TreeMap<>(TREE)))
                .isNotEqualTo(Metadata.copyOf(other))
                .isNotEqualTo(other)
                .isNotEqualTo(Metadata.copyOf(tree(4)));
    }

    @Test
    void isInNaturalOrderWhateverTheOrderOfTheMap() {
        SortedMap<String, String> reversed = new TreeMap<>(Comparator.reverseOrder());
        reversed.putAll(TREE);
        assertThat(Metadata.copyOf(reversed).keySet()).containsExactlyElementsOf(TREE.keySet());
    }

    @Test
    void doesNotFollowTheMapThatItWasMadeOf() {
        SortedMap<String, String> map = new TreeMap<>(TREE);
        Metadata metadata = Metadata.copyOf(map);
        map.clear();
        assertThat((Object) metadata).isEqualTo(TREE);
    }

    @Test
    void cannotBeChanged() {
        Metadata metadata = Metadata.copyOf(TREE);
        assertThatThrownBy(() -> metadata.put("k01", "x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> metadata.remove("k01")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> change(metadata.values())).isInstanceOf(UnsupportedOperationException.class);
        Map.Entry<String, String> first = metadata.entrySet().iterator().next();
        assertThatThrownBy(() -> first.setValue("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThat((Object) metadata).isEqualTo(TREE);
    }

    private static void change(Collection<String> values) {
        values.clear();
    }

    @Test
    void partsAreThoseOfASortedMap() {
        Metadata metadata = Metadata.copyOf(TREE);
        assertThat(metadata.comparator()).isNull();
        assertThat(metadata.firstKey()).isEqualTo(TREE.firstKey());
        assertThat(metadata.lastKey()).isEqualTo(TREE.lastKey());
        assertThat(metadata.headMap("k02")).isEqualTo(TREE.headMap("k02"));
        assertThat(metadata.tailMap("k02")).isEqualTo(TREE.tailMap("k02"));
        assertThat(metadata.subMap("k02", "k04")).isEqualTo(TREE.subMap("k02", "k04"));
        assertThatThrownBy(() -> Metadata.copyOf(tree(0)).firstKey()).isInstanceOf(NoSuchElementException.class);
    }

    /** Keys "k01" and on. */
    private static SortedMap<String, String> tree(int size) {
        SortedMap<String, String> tree = new TreeMap<>();
        for (int i = size; i > 0; i--) {
            tree.put("k0" + i, "v0" + i);
        }
        return tree;
    }
}
