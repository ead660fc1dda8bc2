package io.serviceregistry.bench.model;

import io.serviceregistry.proto.log.v1.InstanceKey;
import java.util.Comparator;

/** Names an instance. */
public record InstanceName(ServiceName service, String id) implements Comparable<InstanceName> {
    private static final String DEFAULT_NAMESPACE = "default";
    private static final Comparator<InstanceName> ORDER =
            Comparator.comparing(InstanceName::service).thenComparing(InstanceName::id);

    /** As the log says it. */
    public static InstanceName of(InstanceKey key) {
        return new InstanceName(new ServiceName(key.getNamespace(), key.getService()), key.getInstanceId());
    }

    /** As a client says it: an empty namespace is the default one. */
    public static InstanceName of(io.serviceregistry.proto.v1.InstanceKey key) {
        return new InstanceName(ofService(key.getNamespace(), key.getService()), key.getInstanceId());
    }

    /** A service as a client says it. */
    public static ServiceName ofService(String namespace, String service) {
        return new ServiceName(namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace, service);
    }

    /** In the public schema. */
    public io.serviceregistry.proto.v1.InstanceKey toKey() {
        return io.serviceregistry.proto.v1.InstanceKey.newBuilder()
                .setNamespace(service.namespace())
                .setService(service.service())
                .setInstanceId(id)
                .build();
    }

    @Override
    public int compareTo(InstanceName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return service.toString() + '/' + id;
    }
}
