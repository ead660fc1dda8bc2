package io.serviceregistry.client;

import java.util.Objects;

/**
 * Asks for the instances of one service.
 *
 * @param namespace the namespace
 * @param service the service
 * @param filter which instances
 * @param selector which of these, by tags, zone and metadata: terms such as {@code version=2}, {@code zone in (a,b)},
 *     {@code !canary}, all of which must hold; empty means all
 * @param read how fresh the answer must be
 */
public record ServiceQuery(String namespace, String service, InstanceFilter filter, String selector, ReadOptions read) {

    public ServiceQuery {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(selector, "selector");
        Objects.requireNonNull(read, "read");
    }

    /** The healthy instances of a service of the default namespace, linearizably. */
    public static ServiceQuery of(String service) {
        return new ServiceQuery(
                InstanceKey.DEFAULT_NAMESPACE, service, InstanceFilter.HEALTHY, "", ReadOptions.linearizable());
    }

    /** In this namespace instead. */
    public ServiceQuery inNamespace(String namespace) {
        return new ServiceQuery(namespace, service, filter, selector, read);
    }

    /** With this filter instead. */
    public ServiceQuery withFilter(InstanceFilter filter) {
        return new ServiceQuery(namespace, service, filter, selector, read);
    }

    /** With this selector instead. */
    public ServiceQuery withSelector(String selector) {
        return new ServiceQuery(namespace, service, filter, selector, read);
    }

    /** As fresh as this instead. */
    public ServiceQuery withRead(ReadOptions read) {
        return new ServiceQuery(namespace, service, filter, selector, read);
    }
}
