package io.serviceregistry.node.core.model;

/** Names a service within its namespace. */
public record ServiceKey(String namespace, String service) implements Comparable<ServiceKey>, Fingerprint.Part {
    /** By namespace and service. Written out: apply spends much of its time here, and a chain of comparators takes longer. */
    @Override
    public int compareTo(ServiceKey other) {
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : service.compareTo(other.service);
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
