package io.serviceregistry.node.core.model;

/** Names one instance for ever: two registrations with equal keys are registrations of the same instance. */
public record InstanceKey(ServiceKey service, String instanceId) implements Comparable<InstanceKey>, Fingerprint.Part {
    /** A key of its three parts. */
    public static InstanceKey of(String namespace, String service, String instanceId) {
        return new InstanceKey(new ServiceKey(namespace, service), instanceId);
    }

    /** By service and id; written out as that of {@link ServiceKey}. */
    @Override
    public int compareTo(InstanceKey other) {
        int byService = service.compareTo(other.service);
        return byService != 0 ? byService : instanceId.compareTo(other.instanceId);
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
