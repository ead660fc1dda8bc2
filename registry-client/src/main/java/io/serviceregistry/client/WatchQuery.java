package io.serviceregistry.client;

import java.util.List;
import java.util.Objects;

/**
 * Asks to be told of instances and of every change of them.
 *
 * @param namespace the namespace
 * @param services the services, at most 100; none means all of the namespace
 * @param filter which of their instances; one that ceases to match has left
 * @param selector which of these, by tags, zone and metadata: terms such as {@code version=2}, {@code zone in (a,b)},
 *     {@code !canary}, all of which must hold; empty means all
 * @param read how fresh the state must be that the watch begins with
 */
public record WatchQuery(
        String namespace, List<String> services, InstanceFilter filter, String selector, ReadOptions read) {

    public WatchQuery {
        Objects.requireNonNull(namespace, "namespace");
        services = List.copyOf(services);
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(selector, "selector");
        Objects.requireNonNull(read, "read");
    }

    /** The healthy instances of services of the default namespace, or of all services there, from the newest state on. */
    public static WatchQuery of(String... services) {
        return new WatchQuery(
                InstanceKey.DEFAULT_NAMESPACE,
                List.of(services),
                InstanceFilter.HEALTHY,
                "",
                ReadOptions.linearizable());
    }

    /** In this namespace instead. */
    public WatchQuery inNamespace(String namespace) {
        return new WatchQuery(namespace, services, filter, selector, read);
    }

    /** With this filter instead. */
    public WatchQuery withFilter(InstanceFilter filter) {
        return new WatchQuery(namespace, services, filter, selector, read);
    }

    /** With this selector instead. */
    public WatchQuery withSelector(String selector) {
        return new WatchQuery(namespace, services, filter, selector, read);
    }

    /** As fresh as this at the beginning instead. */
    public WatchQuery withRead(ReadOptions read) {
        return new WatchQuery(namespace, services, filter, selector, read);
    }
}
