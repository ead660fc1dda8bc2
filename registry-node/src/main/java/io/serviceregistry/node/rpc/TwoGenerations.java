package io.serviceregistry.node.rpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Values by key, bounded: when the newer of two generations is full it becomes the older, and the older is dropped. What is still
 * asked for moves to the newer one. Thread-safe, and no reader waits for another.
 *
 * <p>Whether a value is still right is for its owner to say: values are found by key alone.
 */
final class TwoGenerations<K, V> {
    private static final class Generation<K, V> {
        final Map<K, V> values = new ConcurrentHashMap<>();
        /** Of all that was ever put: what is replaced counts again, and the turn comes sooner. */
        final AtomicLong bytes = new AtomicLong();
    }

    private final long maxBytes;
    private volatile Generation<K, V> newer = new Generation<>();
    private volatile Generation<K, V> older = new Generation<>();

    /** {@code maxBytes} bounds each of the two, but for the value that fills it. */
    TwoGenerations(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The value of a key in the newer generation. */
    @Nullable
    V newer(K key) {
        return newer.values.get(key);
    }

    /** The value of a key in the older generation; whoever goes on using it puts it again. */
    @Nullable
    V older(K key) {
        return older.values.get(key);
    }

    /** Puts a value that takes so many bytes into the newer generation, in place of the former one. */
    void put(K key, V value, long bytes) {
        Generation<K, V> generation = newer;
        generation.values.put(key, value);
        if (generation.bytes.addAndGet(bytes) > maxBytes) {
            turn(generation);
        }
    }

    /** How many values there are. */
    int size() {
        return newer.values.size() + older.values.size();
    }

    private synchronized void turn(Generation<K, V> full) {
        if (newer == full) {
            older = full;
            newer = new Generation<>();
        }
    }
}
