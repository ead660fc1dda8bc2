package io.serviceregistry.node.core.state;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.Instance;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/** The instances by service and id, with a running sum of their fingerprints. A service is there while it has an instance. */
final class Catalog {
    private static final int SERVICE = 1;
    private static final int INSTANCE = 2;

    private TreePMap<ServiceKey, Service> services;
    private final ZoneIndex zones = new ZoneIndex();
    private int instances;
    private long sum;

    /** A catalog of the given services. */
    Catalog(TreePMap<ServiceKey, Service> services) {
        this.services = services;
        for (Service service : services.values()) {
            sum += fingerprint(service);
            instances += service.instances().size();
            for (Instance instance : service.instances().values()) {
                sum += fingerprint(instance);
                zones.moved(service.key(), null, instance);
            }
        }
    }

    @Nullable
    Instance find(InstanceKey key) {
        Service service = services.get(key.service());
        return service == null ? null : service.instances().get(key.instanceId());
    }

    /** How many instances a service has. */
    int sizeOf(ServiceKey key) {
        Service service = services.get(key);
        return service == null ? 0 : service.instances().size();
    }

    /** How many instances there are in all. */
    int size() {
        return instances;
    }

    /** The instances of this moment that are in a scope. */
    List<Instance> within(OverrideScope scope) {
        return scope.map(
                key -> {
                    Instance instance = find(key);
                    return instance == null ? List.of() : List.of(instance);
                },
                this::instancesOf,
                zone -> zones.services(zone).stream()
                        .flatMap(service -> instancesOf(service).stream())
                        .filter(instance -> instance.spec().zone().equals(zone.zone()))
                        .toList());
    }

    private List<Instance> instancesOf(ServiceKey key) {
        Service service = services.get(key);
        return service == null ? List.of() : List.copyOf(service.instances().values());
    }

    /** An equal key that shares the key of its service with the instances that are there: it is in memory once. */
    InstanceKey sharing(InstanceKey key) {
        Service service = services.get(key.service());
        return service == null ? key : new InstanceKey(service.key(), key.instanceId());
    }

    /** Puts an instance in place of the former one; its modified revision becomes its service's. */
    void put(Instance instance) {
        ServiceKey key = instance.key().service();
        Service service = services.get(key);
        TreePMap<String, Instance> members = service == null ? TreePMap.empty() : service.instances();
        Instance former = members.get(instance.key().instanceId());
        sum += fingerprint(instance) - (former == null ? 0 : fingerprint(former));
        instances += former == null ? 1 : 0;
        zones.moved(key, former, instance);
        int lapsed = (service == null ? 0 : service.lapsed()) + lapsed(instance) - lapsed(former);
        members = members.plus(instance.key().instanceId(), instance);
        replace(service, new Service(key, members, lapsed, instance.modifiedRevision()));
    }

    /** Takes an instance out at a revision. */
    void remove(InstanceKey key, long revision) {
        Service service = services.get(key.service());
        Instance former = service == null ? null : service.instances().get(key.instanceId());
        if (service == null || former == null) {
            return;
        }
        sum -= fingerprint(former);
        instances--;
        zones.moved(key.service(), former, null);
        TreePMap<String, Instance> members = service.instances().minus(key.instanceId());
        replace(service, new Service(key.service(), members, service.lapsed() - lapsed(former), revision));
    }

    /** The services of this moment, in the order of their names. */
    TreePMap<ServiceKey, Service> services() {
        return services;
    }

    long sum() {
        return sum;
    }

    private void replace(@Nullable Service former, Service service) {
        sum -= former == null ? 0 : fingerprint(former);
        if (service.instances().isEmpty()) {
            services = services.minus(service.key());
        } else {
            sum += fingerprint(service);
            services = services.plus(service.key(), service);
        }
    }

    private static int lapsed(@Nullable Instance instance) {
        return instance != null && instance.lapsed() ? 1 : 0;
    }

    private static long fingerprint(Service service) {
        return new Fingerprint(SERVICE)
                .add(service.key())
                .add(service.modifiedRevision())
                .value();
    }

    private static long fingerprint(Instance instance) {
        return new Fingerprint(INSTANCE).add(instance).value();
    }
}
