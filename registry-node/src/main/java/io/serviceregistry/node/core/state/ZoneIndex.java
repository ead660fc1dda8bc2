package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.ZoneKey;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which services have instances in a zone, and how many: derived from the catalog, so that what is done to a zone looks at those
 * services alone. It holds a number for each zone of a service, not an entry for each instance.
 */
final class ZoneIndex {
    private final SortedMap<ZoneKey, SortedMap<ServiceKey, Integer>> counts = new TreeMap<>();

    /** An instance of a service has taken the place of its former self; null where it was not, or is not any more. */
    void moved(ServiceKey service, @Nullable Instance former, @Nullable Instance now) {
        String from = former == null ? "" : former.spec().zone();
        String to = now == null ? "" : now.spec().zone();
        if (!from.equals(to)) {
            add(service, from, -1);
            add(service, to, 1);
        }
    }

    private void add(ServiceKey service, String zone, int more) {
        if (zone.isEmpty()) {
            return;
        }
        ZoneKey key = new ZoneKey(service.namespace(), zone);
        SortedMap<ServiceKey, Integer> services = counts.computeIfAbsent(key, none -> new TreeMap<>());
        services.merge(service, more, (a, b) -> a + b == 0 ? null : a + b);
        if (services.isEmpty()) {
            counts.remove(key);
        }
    }

    /** The services with an instance in a zone, in the order of their names. */
    SortedSet<ServiceKey> services(ZoneKey zone) {
        SortedMap<ServiceKey, Integer> services = counts.get(zone);
        return services == null ? new TreeSet<>() : new TreeSet<>(services.keySet());
    }
}
