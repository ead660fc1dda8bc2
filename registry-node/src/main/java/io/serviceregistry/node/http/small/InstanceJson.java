package io.serviceregistry.node.http.small;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.http.HostPort;
import java.net.URI;
import java.util.List;

/**
 * Instances as callers of these endpoints read them. One without an endpoint cannot be called, and is left out.
 *
 * @param nowMillis the registry time of the view they are from
 */
record InstanceJson(long nowMillis) {
    /** The body of {@code /discover/{service}}. */
    ObjectNode discovered(String service, List<InstanceView> instances) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("service", service);
        ArrayNode list = json.putArray("instances");
        instances.forEach(each -> {
            ObjectNode one = list.addObject();
            one.put("address", address(each));
            one.put("uptime_seconds", uptimeSeconds(each));
            label(one, each);
        });
        json.put("count", list.size());
        return json;
    }

    /** The body of {@code /services/{service}/instances}. */
    ArrayNode listed(List<InstanceView> instances) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        instances.forEach(each -> describe(list.addObject(), each));
        return list;
    }

    /** True when it can be called. */
    static boolean hasAddress(InstanceView instance) {
        return !instance.instance().spec().endpoints().isEmpty();
    }

    /** The address of an instance: its primary endpoint, as it was given. */
    static String address(InstanceView instance) {
        String uri = primaryUri(instance);
        return uri.startsWith(Target.NO_SCHEME) ? uri.substring(Target.NO_SCHEME.length()) : uri;
    }

    private void describe(ObjectNode json, InstanceView instance) {
        InstanceSpec spec = instance.instance().spec();
        HostPort where = HostPort.of(primaryUri(instance));
        json.put("id", InstanceIds.of(spec.key()));
        json.put("host", where.host());
        json.put("port", where.port());
        json.put("address", address(instance));
        json.put("status", instance.status().name());
        json.put("uptime_seconds", uptimeSeconds(instance));
        json.put("weight", spec.weight());
        ArrayNode tags = json.putArray("tags");
        spec.tags().forEach(tags::add);
        ObjectNode metadata = json.putObject("metadata");
        spec.metadata().forEach(metadata::put);
        ArrayNode endpoints = json.putArray("endpoints");
        spec.endpoints()
                .forEach(each -> endpoints.addObject().put("type", type(each)).put("url", each.uri()));
        label(json, instance);
    }

    /** Whoever is answered although its lease has lapsed is labelled. */
    private static void label(ObjectNode json, InstanceView instance) {
        if (instance.held()) {
            json.put("held", true);
        }
    }

    private static String type(Endpoint endpoint) {
        return endpoint.name().isEmpty()
                ? String.valueOf(URI.create(endpoint.uri()).getScheme())
                : endpoint.name();
    }

    private static String primaryUri(InstanceView instance) {
        return instance.instance().spec().endpoints().get(0).uri();
    }

    /** Since it was last registered. */
    private long uptimeSeconds(InstanceView instance) {
        return Math.max(0, nowMillis - instance.instance().registeredAtMillis()) / 1_000;
    }
}
