package io.serviceregistry.node.testkit;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * All values that differ from a given one in a single field, however deep: found by reflection over records, lists and
 * maps, so that a field added tomorrow is among them.
 */
public final class Variants {
    private final Predicate<String> left;
    private final Map<String, Object> found = new LinkedHashMap<>();

    private Variants(Predicate<String> left) {
        this.left = left;
    }

    /** The variants of a value by the path to their one difference; fields named "Record.field" may be left alone. */
    public static <T> Map<String, T> of(T value, Predicate<String> left) {
        Variants variants = new Variants(left);
        variants.vary("", value, variants.found::put);
        @SuppressWarnings("unchecked") // a variant of a T is a T: the same record, list or map
        Map<String, T> typed = (Map<String, T>) variants.found;
        return typed;
    }

    private void vary(String path, Object value, BiConsumer<String, Object> found) {
        if (value instanceof Record record) {
            varyRecord(path, record, found);
        } else if (value instanceof TreePMap<?, ?> map) {
            varyTable(path, map, found);
        } else if (value instanceof SortedMap<?, ?> map) {
            varyPairs(path, map, found);
        } else if (value instanceof List<?> list) {
            varyList(path, list, found);
        } else if (value instanceof Long number) {
            found.accept(path, number + 1);
        } else if (value instanceof Integer number) {
            found.accept(path, number + 1);
        } else if (value instanceof Boolean truth) {
            found.accept(path, !truth);
        } else if (value instanceof String text) {
            found.accept(path, text + '\0');
        } else if (value instanceof Enum<?> constant) {
            Object[] all = constant.getDeclaringClass().getEnumConstants();
            found.accept(path, all[(constant.ordinal() + 1) % all.length]);
        } else {
            throw new IllegalArgumentException(path + ": do not know how to vary " + value.getClass());
        }
    }

    private void varyRecord(String path, Record record, BiConsumer<String, Object> found) {
        RecordComponent[] components = record.getClass().getRecordComponents();
        @Nullable
        Object[] values = Arrays.stream(components)
                .map(component -> read(record, component))
                .toArray();
        for (int i = 0; i < components.length; i++) {
            int at = i;
            String name = record.getClass().getSimpleName() + '.' + components[i].getName();
            Object value = values[i];
            if (value == null || left.test(name)) {
                continue;
            }
            String below = path + '/' + name;
            vary(below, value, (where, other) -> found.accept(where, rebuilt(record, components, values, at, other)));
            if (components[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                found.accept(below + "=null", rebuilt(record, components, values, at, null));
            }
        }
    }

    /** A table: its values hold their own keys. */
    private <K, V> void varyTable(String path, TreePMap<K, V> table, BiConsumer<String, Object> found) {
        table.forEach((key, value) -> {
            String below = path + '[' + key + ']';
            vary(below, value, (where, other) -> found.accept(where, with(table, key, other)));
            found.accept(below + " gone", table.minus(key));
        });
    }

    @SuppressWarnings("unchecked") // a variant of a V is a V
    private static <K, V> TreePMap<K, V> with(TreePMap<K, V> table, K key, Object value) {
        return table.plus(key, (V) value);
    }

    private static void varyPairs(String path, SortedMap<?, ?> pairs, BiConsumer<String, Object> found) {
        pairs.forEach((key, value) -> {
            TreeMap<Object, Object> rest = new TreeMap<>();
            rest.putAll(pairs);
            rest.remove(key);
            found.accept(path + '[' + key + "] gone", rest);
            TreeMap<Object, Object> renamed = new TreeMap<>(rest);
            renamed.put(key + "x", value);
            found.accept(path + '[' + key + "] renamed", renamed);
            TreeMap<Object, Object> changed = new TreeMap<>(rest);
            changed.put(key, value + "x");
            found.accept(path + '[' + key + ']', changed);
        });
    }

    private void varyList(String path, List<?> list, BiConsumer<String, Object> found) {
        for (int i = 0; i < list.size(); i++) {
            int at = i;
            vary(path + '[' + i + ']', list.get(i), (where, other) -> {
                List<Object> changed = new ArrayList<>(list);
                changed.set(at, other);
                found.accept(where, changed);
            });
            List<Object> shorter = new ArrayList<>(list);
            shorter.remove(i);
            found.accept(path + '[' + i + "] gone", shorter);
        }
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Object rebuilt(
            Record record, RecordComponent[] components, @Nullable Object[] values, int at, @Nullable Object other) {
        try {
            Constructor<?> constructor = record.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            @Nullable Object[] changed = values.clone();
            changed[at] = other;
            return constructor.newInstance(changed);
        } catch (ReflectiveOperationException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
