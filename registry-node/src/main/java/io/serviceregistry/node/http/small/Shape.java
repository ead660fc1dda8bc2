package io.serviceregistry.node.http.small;

import io.serviceregistry.node.service.LeaseTerms;
import java.util.OptionalLong;

/** The ways in which clients of small registries say which instance they mean. A body's fields tell which one it is. */
enum Shape {
    /** {@code {service, address}}. Its clients send a heartbeat every 10 s and are given up after three. */
    SERVICE_ADDRESS("service", "address", OptionalLong.of(30)),
    /** {@code {serviceName, host, port}}. Its clients send a heartbeat every 30 s and are given up after three. */
    NAME_HOST_PORT("serviceName", "host", OptionalLong.of(90)),
    /** {@code {serviceName, serviceAddress}}. Its clients send no heartbeats, and read text. */
    NAME_ADDRESS("serviceName", "serviceAddress", OptionalLong.empty());

    private static final String TTL = "ttl_seconds";

    private final String serviceField;
    private final String addressField;
    private final OptionalLong ttlSeconds;

    Shape(String serviceField, String addressField, OptionalLong ttlSeconds) {
        this.serviceField = serviceField;
        this.addressField = addressField;
        this.ttlSeconds = ttlSeconds;
    }

    /** The shape of a body, complete or not: of what is missing, the error speaks in the words of the shape that is nearest. */
    static Shape of(JsonBody body) {
        if (body.has("serviceAddress")) {
            return NAME_ADDRESS;
        }
        if (body.has("serviceName")) {
            return body.has("host") || body.has("port") ? NAME_HOST_PORT : NAME_ADDRESS;
        }
        boolean named = body.has("service") || body.has("address");
        return !named && (body.has("host") || body.has("port")) ? NAME_HOST_PORT : SERVICE_ADDRESS;
    }

    /** The field that names the service. */
    String serviceField() {
        return serviceField;
    }

    /** The field that says where the instance is. */
    String addressField() {
        return addressField;
    }

    /**
     * The lease that a body of this shape asks for. What has lapsed is removed after one more TTL: as late as that a heartbeat brings it
     * back.
     */
    LeaseTerms lease(JsonBody body) {
        OptionalLong given = body.findNumber(TTL, LeaseTerms.MIN_TTL_MILLIS / 1_000, LeaseTerms.MAX_TTL_MILLIS / 1_000);
        OptionalLong seconds = given.isPresent() ? given : ttlSeconds;
        if (seconds.isEmpty()) {
            return new LeaseTerms(null, true, null, false);
        }
        long millis = seconds.getAsLong() * 1_000;
        return new LeaseTerms(millis, false, millis, false);
    }
}
