package io.serviceregistry.client.internal.view;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Instances that a registry named and another one, or one that has lost its data, does not: what became of them is not told.
 *
 * <p>Whoever holds one of them finds out at the next renewal that its lease is not known, and registers again: who has not come
 * back after its TTL is not there. Who has none renews nothing, and nobody can tell.
 *
 * <p>Used by one thread.
 */
final class Orphans {

    private record Orphan(Instance instance, long untilNanos, boolean endless) {}

    private final Map<InstanceKey, Orphan> orphans = new HashMap<>();

    /** Nobody told what became of an instance. */
    void add(Instance instance, long nowNanos) {
        Duration ttl = instance.spec().lease().ttl();
        long until = ttl == null ? nowNanos : nowNanos + ttl.toNanos();
        orphans.putIfAbsent(instance.key(), new Orphan(instance, until, ttl == null));
    }

    /** The registry has told of an instance. */
    void resolve(InstanceKey key) {
        orphans.remove(key);
    }

    /** The registry has told what became of all of them. */
    void clear() {
        orphans.clear();
    }

    /** Forgets those whose time is up. */
    void expire(long nowNanos) {
        orphans.values().removeIf(orphan -> !orphan.endless() && nowNanos - orphan.untilNanos() >= 0);
    }

    /** How long until the next one's time is up. */
    OptionalLong nanosLeft(long nowNanos) {
        return orphans.values().stream()
                .filter(orphan -> !orphan.endless())
                .mapToLong(orphan -> Math.max(0, orphan.untilNanos() - nowNanos))
                .min();
    }

    boolean isEmpty() {
        return orphans.isEmpty();
    }

    Collection<Instance> instances() {
        return orphans.values().stream().map(Orphan::instance).toList();
    }
}
