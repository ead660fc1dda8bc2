package io.serviceregistry.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An instance as {@code discover} and {@code instance} print it. Every key is always there; what is not known is null. */
public final class InstanceJson {
    private InstanceJson() {}

    /** The shape. */
    public static ObjectNode of(Instance instance) {
        InstanceSpec spec = instance.spec();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("instance_id", spec.key().instanceId());
        json.put("namespace", spec.key().namespace());
        json.put("service", spec.key().service());
        json.put("status", instance.status().name());
        json.put("reported_status", spec.status().name());
        json.put("healthy", instance.healthy());
        json.put("held", instance.held());
        json.set("override", OverrideJson.of(instance.override()));
        json.set("endpoints", endpoints(spec));
        json.put("zone", spec.zone());
        json.put("weight", spec.weight());
        ArrayNode tags = json.putArray("tags");
        spec.tags().forEach(tags::add);
        ObjectNode metadata = json.putObject("metadata");
        spec.metadata().forEach(metadata::put);
        json.set("checks", checks(spec));
        json.put("lease_id", instance.leaseId());
        putMillis(json, "ttl_millis", spec.lease().ttl());
        putMillis(json, "remove_after_millis", spec.lease().removeAfter());
        putMillis(json, "lease_remaining_millis", instance.leaseRemaining());
        json.put("renewals", instance.renewals());
        json.put("lapses", instance.lapses());
        json.put("reason", instance.reason().name());
        json.put("registered_revision", instance.registeredRevision());
        json.put("modified_revision", instance.modifiedRevision());
        json.put("registered_at_millis", instance.registeredAtMillis());
        json.put("modified_at_millis", instance.modifiedAtMillis());
        return json;
    }

    private static ArrayNode endpoints(InstanceSpec spec) {
        ArrayNode endpoints = JsonNodeFactory.instance.arrayNode();
        spec.endpoints()
                .forEach(endpoint ->
                        endpoints.addObject().put("name", endpoint.name()).put("uri", endpoint.uri()));
        return endpoints;
    }

    private static ArrayNode checks(InstanceSpec spec) {
        ArrayNode checks = JsonNodeFactory.instance.arrayNode();
        spec.checks()
                .forEach(check -> checks.addObject()
                        .put("name", check.name())
                        .put("status", check.status().name())
                        .put("output", check.output()));
        return checks;
    }

    private static void putMillis(ObjectNode json, String key, @Nullable Duration duration) {
        json.put(key, duration == null ? null : duration.toMillis());
    }
}
