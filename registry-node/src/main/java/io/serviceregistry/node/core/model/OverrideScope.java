package io.serviceregistry.node.core.model;

import java.util.function.Function;

/**
 * What an override is on: an instance, a service, or a zone, whether anything is registered there or not. Ordered from the
 * narrowest kind to the widest, then by name.
 */
public sealed interface OverrideScope extends Comparable<OverrideScope>, Fingerprint.Part {
    /** One instance. */
    record InstanceScope(InstanceKey key) implements OverrideScope {
        @Override
        public void addTo(Fingerprint fingerprint) {
            fingerprint.add(key); // and no kind: what was digested before there were others has the same digest
        }

        @Override
        public String toString() {
            return "instance " + key;
        }
    }

    /** Every instance of a service. */
    record ServiceScope(ServiceKey key) implements OverrideScope {
        @Override
        public void addTo(Fingerprint fingerprint) {
            fingerprint.add(-rank()).add(key); // negative: where an instance has the length of a name
        }

        @Override
        public String toString() {
            return "service " + key;
        }
    }

    /** Every instance of a namespace that says it is in a zone. */
    record ZoneScope(ZoneKey key) implements OverrideScope {
        @Override
        public void addTo(Fingerprint fingerprint) {
            fingerprint.add(-rank()).add(key); // negative: where an instance has the length of a name
        }

        @Override
        public String toString() {
            return "zone " + key;
        }
    }

    /** The scope of one instance. */
    static OverrideScope of(InstanceKey key) {
        return new InstanceScope(key);
    }

    /** The scope of a service. */
    static OverrideScope of(ServiceKey key) {
        return new ServiceScope(key);
    }

    /** The scope of a zone. */
    static OverrideScope of(ZoneKey key) {
        return new ZoneScope(key);
    }

    /** One function for each kind: the compiler sees to it that none is forgotten. */
    default <R> R map(Function<InstanceKey, R> instance, Function<ServiceKey, R> service, Function<ZoneKey, R> zone) {
        if (this instanceof InstanceScope scope) {
            return instance.apply(scope.key());
        }
        return this instanceof ServiceScope scope ? service.apply(scope.key()) : zone.apply(((ZoneScope) this).key());
    }

    /** True when it may be about more than one instance. */
    default boolean isWide() {
        return !(this instanceof InstanceScope);
    }

    /** The namespace. */
    default String namespace() {
        return map(instance -> instance.service().namespace(), ServiceKey::namespace, ZoneKey::namespace);
    }

    /** The place of its kind, from the narrowest, 0, to the widest. */
    default int rank() {
        return this instanceof InstanceScope ? 0 : this instanceof ServiceScope ? 1 : 2;
    }

    @Override
    default int compareTo(OverrideScope other) {
        if (this instanceof InstanceScope mine && other instanceof InstanceScope theirs) {
            return mine.key().compareTo(theirs.key());
        }
        if (this instanceof ServiceScope mine && other instanceof ServiceScope theirs) {
            return mine.key().compareTo(theirs.key());
        }
        if (this instanceof ZoneScope mine && other instanceof ZoneScope theirs) {
            return mine.key().compareTo(theirs.key());
        }
        return Integer.compare(rank(), other.rank());
    }
}
