package io.serviceregistry.bench.model;

import java.util.Comparator;

/** Names a service. */
public record ServiceName(String namespace, String service) implements Comparable<ServiceName> {
    private static final Comparator<ServiceName> ORDER =
            Comparator.comparing(ServiceName::namespace).thenComparing(ServiceName::service);

    @Override
    public int compareTo(ServiceName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return namespace + '/' + service;
    }
}
