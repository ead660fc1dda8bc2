package io.serviceregistry.client;

import java.util.Objects;

/** What an operator's override is on: an instance, a service, or a zone, whether anything is registered there or not. */
public sealed interface OverrideScope {

    /**
     * One instance.
     *
     * @param key the instance
     */
    record OfInstance(InstanceKey key) implements OverrideScope {

        public OfInstance {
            Objects.requireNonNull(key, "key");
        }

        @Override
        public String namespace() {
            return key.namespace();
        }

        @Override
        public String toString() {
            return "instance " + key;
        }
    }

    /**
     * Every instance of a service.
     *
     * @param namespace the namespace
     * @param service the service
     */
    record OfService(String namespace, String service) implements OverrideScope {

        public OfService {
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(service, "service");
        }

        @Override
        public String toString() {
            return "service " + namespace + '/' + service;
        }
    }

    /**
     * Every instance of a zone, of whatever service.
     *
     * @param namespace the namespace
     * @param zone the zone that the instances give as theirs
     */
    record OfZone(String namespace, String zone) implements OverrideScope {

        public OfZone {
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(zone, "zone");
        }

        @Override
        public String toString() {
            return "zone " + namespace + '/' + zone;
        }
    }

    /** One instance. */
    static OverrideScope instance(InstanceKey key) {
        return new OfInstance(key);
    }

    /** Every instance of a service. */
    static OverrideScope service(String namespace, String service) {
        return new OfService(namespace, service);
    }

    /** Every instance of a zone. */
    static OverrideScope zone(String namespace, String zone) {
        return new OfZone(namespace, zone);
    }

    /** The namespace. */
    String namespace();
}
