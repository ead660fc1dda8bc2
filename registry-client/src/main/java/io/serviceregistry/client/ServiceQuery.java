package io.serviceregistry.client;

import java.util.Objects;

/**
 * Asks for the instances of one service.
 *
 * @param namespace the namespace
 * @param service the service
 * @param filter which instances
 * @param read how fresh the answer must be
 */
public record ServiceQuery(String namespace, String service, InstanceFilter filter, ReadOptions read) {

    public ServiceQuery {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(read, "read");
    }

    /** The healthy instances of a service of the default namespace, linearizably. */
    public static ServiceQuery of(String service) {
        return new ServiceQuery(
                InstanceKey.DEFAULT_NAMESPACE, service, InstanceFilter.HEALTHY, ReadOptions.linearizable());
    }

    /** In this namespace instead. */
    public ServiceQuery inNamespace(String namespace) {
        return new ServiceQuery(namespace, service, filter, read);
    }

    /** With this filter instead. */
    public ServiceQuery withFilter(InstanceFilter filter) {
        return new ServiceQuery(namespace, service, filter, read);
    }

    /** As fresh as this instead. */
    public ServiceQuery withRead(ReadOptions read) {
        return new ServiceQuery(namespace, service, filter, read);
    }
}
