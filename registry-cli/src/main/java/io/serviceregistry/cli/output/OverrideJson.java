package io.serviceregistry.cli.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.client.AnswerHeader;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.StatusOverride;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Overrides as {@code override list} and instances print them. */
public final class OverrideJson {
    private OverrideJson() {}

    /** The answer of {@code override list}. */
    public static ObjectNode of(AnswerHeader header, List<StatusOverride> overrides) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("revision", header.revision());
        json.put("log_index", header.logIndex());
        json.put("node", header.nodeId());
        json.put("registry_time_millis", header.registryTimeMillis());
        ArrayNode list = json.putArray("overrides");
        overrides.forEach(override -> list.add(of(override)));
        return json;
    }

    /** One override; null when there is none. */
    static @Nullable ObjectNode of(@Nullable StatusOverride override) {
        if (override == null) {
            return null;
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("scope", scope(override.scope()));
        json.put("status", override.status().name());
        json.put("reason", override.reason());
        json.put("owner", override.owner());
        json.put("expires_at_millis", override.expiresAtMillis() == 0 ? null : override.expiresAtMillis());
        return json;
    }

    /** What it is on: a kind, and the names that the kind has. */
    static ObjectNode scope(OverrideScope scope) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (scope instanceof OverrideScope.OfService on) {
            return json.put("kind", "SERVICE").put("namespace", on.namespace()).put("service", on.service());
        }
        if (scope instanceof OverrideScope.OfZone on) {
            return json.put("kind", "ZONE").put("namespace", on.namespace()).put("zone", on.zone());
        }
        json.put("kind", "INSTANCE");
        json.setAll(WriteJson.of(((OverrideScope.OfInstance) scope).key()));
        return json;
    }
}
