package io.serviceregistry.node.http.prometheus;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.http.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Instances as target groups: one for each endpoint, with its address and with all that relabelling may want to know. */
final class TargetGroups {
    private static final String META = "__meta_registry_";
    private static final JsonFactory JSON = new JsonFactory();

    private TargetGroups() {}

    /** The list of all groups, in UTF-8; none when it would be larger than it may be. */
    static Optional<byte[]> of(Stream<InstanceView> instances, Optional<String> endpointName, int maxBytes) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(body)) {
            json.writeStartArray();
            for (Iterator<InstanceView> each = instances.iterator(); each.hasNext(); ) {
                write(each.next(), endpointName, json);
                if (body.size() > maxBytes) {
                    return Optional.empty();
                }
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(body.toByteArray());
    }

    private static void write(InstanceView instance, Optional<String> endpointName, JsonGenerator json)
            throws IOException {
        for (Endpoint endpoint : instance.instance().spec().endpoints()) {
            if (endpointName.isPresent() && !endpointName.get().equals(endpoint.name())) {
                continue;
            }
            json.writeStartObject();
            json.writeArrayFieldStart("targets");
            json.writeString(HostPort.of(endpoint.uri()).toString());
            json.writeEndArray();
            json.writeObjectFieldStart("labels");
            for (Map.Entry<String, String> label : labels(instance, endpoint).entrySet()) {
                json.writeStringField(META + label.getKey(), label.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private static Map<String, String> labels(InstanceView instance, Endpoint endpoint) {
        InstanceSpec spec = instance.instance().spec();
        Map<String, String> labels = new TreeMap<>();
        labels.put("namespace", spec.key().service().namespace());
        labels.put("service", spec.key().service().service());
        labels.put("instance_id", spec.key().instanceId());
        labels.put("zone", spec.zone());
        labels.put("status", instance.status().name());
        labels.put("held", Boolean.toString(instance.held()));
        labels.put("endpoint_name", endpoint.name());
        labels.put("scheme", String.valueOf(URI.create(endpoint.uri()).getScheme()));
        // Commas at both ends, so that a rule can look for ,tag, wherever it is.
        labels.put("tags", ',' + String.join(",", spec.tags()) + ',');
        // Of keys that become the same label the first one counts.
        spec.metadata()
                .forEach((key, value) -> labels.putIfAbsent("metadata_" + key.replaceAll("[^a-zA-Z0-9_]", "_"), value));
        return labels;
    }
}
