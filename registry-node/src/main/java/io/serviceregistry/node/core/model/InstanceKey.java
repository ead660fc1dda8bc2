package io.serviceregistry.node.core.model;

import java.util.Comparator;

/** Names one instance for ever: two registrations with equal keys are registrations of the same instance. */
public record InstanceKey(ServiceKey service, String instanceId) implements Comparable<InstanceKey>, Fingerprint.Part {
    private static final Comparator<InstanceKey> ORDER =
            Comparator.comparing(InstanceKey::service).thenComparing(InstanceKey::instanceId);

    /** A key of its three parts. */
    public static InstanceKey of(String namespace, String service, String instanceId) {
        return new InstanceKey(new ServiceKey(namespace, service), instanceId);
    }

    @Override
    public int compareTo(InstanceKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(service).add(instanceId);
    }

    @Override
    public String toString() {
        return service.toString() + '/' + instanceId;
    }
}
