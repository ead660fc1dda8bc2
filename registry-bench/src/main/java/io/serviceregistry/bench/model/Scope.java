package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.InstanceKey;
import io.serviceregistry.proto.log.v1.WideScope;
import java.util.Comparator;

/**
 * What an override is on.
 *
 * @param name the service or the zone
 * @param id the instance, or empty
 */
record Scope(Kind kind, String namespace, String name, String id) implements Comparable<Scope> {
    /** From the narrowest to the widest. */
    enum Kind {
        INSTANCE,
        SERVICE,
        ZONE
    }

    private static final Comparator<Scope> ORDER = Comparator.comparing(Scope::kind)
            .thenComparing(Scope::namespace)
            .thenComparing(Scope::name)
            .thenComparing(Scope::id);

    static Scope of(InstanceKey key) {
        return new Scope(Kind.INSTANCE, key.getNamespace(), key.getService(), key.getInstanceId());
    }

    static Scope of(WideScope scope) {
        return scope.hasService()
                ? new Scope(
                        Kind.SERVICE,
                        scope.getService().getNamespace(),
                        scope.getService().getService(),
                        "")
                : new Scope(
                        Kind.ZONE,
                        scope.getZone().getNamespace(),
                        scope.getZone().getZone(),
                        "");
    }

    boolean isWide() {
        return kind != Kind.INSTANCE;
    }

    boolean holds(InstanceKey key, String zone) {
        return namespace.equals(key.getNamespace())
                && switch (kind) {
                    case INSTANCE -> name.equals(key.getService()) && id.equals(key.getInstanceId());
                    case SERVICE -> name.equals(key.getService());
                    case ZONE -> !zone.isEmpty() && name.equals(zone); // none is no zone
                };
    }

    @Override
    public int compareTo(Scope other) {
        return ORDER.compare(this, other);
    }
}
