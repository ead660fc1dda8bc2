package io.serviceregistry.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.ServiceSummary;
import java.util.List;

/** Services as {@code discover} and {@code services} print them. */
public final class ServiceJson {
    private ServiceJson() {}

    /** The answer of {@code discover}. {@code empty_reason} is there when, and only when, none matches. */
    public static ObjectNode of(String namespace, ServiceInstances found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("service", found.service());
        json.put("namespace", namespace);
        putHeader(json, found.header());
        json.put("total", found.total());
        json.put("matching", found.matching());
        json.put("held", found.held());
        json.put("spilled_over", found.spilledOver());
        json.put("next_page_token", found.hasNext() ? found.nextPageToken() : null);
        found.whyEmpty().ifPresent(reason -> json.put("empty_reason", reason.name()));
        ArrayNode instances = json.putArray("instances");
        found.instances().forEach(instance -> instances.add(InstanceJson.of(instance)));
        return json;
    }

    /** The answer of {@code services}. */
    public static ObjectNode of(String namespace, AnswerHeader header, List<ServiceSummary> summaries) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("namespace", namespace);
        putHeader(json, header);
        ArrayNode services = json.putArray("services");
        for (ServiceSummary summary : summaries) {
            ObjectNode service = services.addObject();
            service.put("service", summary.service());
            service.put("total", summary.total());
            service.put("healthy", summary.healthy());
            service.put("held", summary.held());
            service.put("modified_revision", summary.modifiedRevision());
            ObjectNode counts = service.putObject("counts");
            summary.counts().forEach((status, count) -> counts.put(status.name(), count));
        }
        return json;
    }

    private static void putHeader(ObjectNode json, AnswerHeader header) {
        json.put("revision", header.revision());
        json.put("log_index", header.logIndex());
        json.put("node", header.nodeId());
        if (header.age() != null) {
            json.put("age_millis", header.age().toMillis());
        }
    }
}
