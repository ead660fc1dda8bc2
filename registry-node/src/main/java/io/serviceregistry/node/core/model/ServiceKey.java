package io.serviceregistry.node.core.model;

import java.util.Comparator;

/** Names a service within its namespace. */
public record ServiceKey(String namespace, String service) implements Comparable<ServiceKey>, Fingerprint.Part {
    private static final Comparator<ServiceKey> ORDER =
            Comparator.comparing(ServiceKey::namespace).thenComparing(ServiceKey::service);

    @Override
    public int compareTo(ServiceKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(namespace).add(service);
    }

    @Override
    public String toString() {
        return namespace + '/' + service;
    }
}
