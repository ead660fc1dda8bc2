package io.serviceregistry.client;

import java.util.Comparator;
import java.util.Objects;

/**
 * Names one instance for ever: two registrations with equal keys are two registrations of the same instance.
 *
 * <p>The registry checks the spelling: 1 to 255 bytes each, of {@code [A-Za-z0-9._-]} for namespace and service, of
 * visible ASCII for the instance id.
 *
 * @param namespace the namespace
 * @param service the service
 * @param instanceId the instance within its service
 */
public record InstanceKey(String namespace, String service, String instanceId) implements Comparable<InstanceKey> {

    private static final Comparator<InstanceKey> ORDER = Comparator.comparing(InstanceKey::namespace)
            .thenComparing(InstanceKey::service)
            .thenComparing(InstanceKey::instanceId);

    /** The namespace of everything that names none. */
    public static final String DEFAULT_NAMESPACE = "default";

    public InstanceKey {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(instanceId, "instanceId");
        if (namespace.isEmpty()) {
            namespace = DEFAULT_NAMESPACE;
        }
    }

    /** An instance in the default namespace. */
    public static InstanceKey of(String service, String instanceId) {
        return new InstanceKey(DEFAULT_NAMESPACE, service, instanceId);
    }

    /** By namespace, service and id. */
    @Override
    public int compareTo(InstanceKey other) {
        return ORDER.compare(this, other);
    }

    /** As logs show it: {@code namespace/service/instance}. */
    @Override
    public String toString() {
        return namespace + '/' + service + '/' + instanceId;
    }
}
