package io.serviceregistry.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceChanges;
import io.serviceregistry.client.InstanceEvent;
import io.serviceregistry.client.WatchedInstances;
import java.util.ArrayList;
import java.util.List;

/** What a watch sees, an object a line: {@code {"synced": ...}}, then {@code {"event": ...}}. */
public final class WatchJson {
    private WatchJson() {}

    /** All there is. */
    public static ObjectNode synced(WatchedInstances watched) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        ObjectNode synced = line.putObject("synced");
        synced.put("revision", watched.revision());
        ArrayNode instances = synced.putArray("instances");
        watched.all().forEach(instance -> instances.add(InstanceJson.of(instance)));
        return line;
    }

    /** What happened. */
    public static List<ObjectNode> changes(InstanceChanges changes) {
        List<ObjectNode> lines = new ArrayList<>();
        for (InstanceEvent event : changes.events()) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            ObjectNode json = line.putObject("event");
            json.put("kind", event.kind().name());
            json.put("revision", event.revision());
            json.put("namespace", event.key().namespace());
            json.put("service", event.key().service());
            json.put("instance_id", event.key().instanceId());
            json.put("reason", event.reason().name());
            json.put(
                    "previous_status",
                    event.previousStatus() == null
                            ? null
                            : event.previousStatus().name());
            json.put("from_revision", changes.fromRevision());
            json.put("to_revision", changes.toRevision());
            json.put("coalesced", changes.coalesced());
            Instance instance = event.instance();
            json.set("instance", instance == null ? null : InstanceJson.of(instance));
            lines.add(line);
        }
        return lines;
    }
}
