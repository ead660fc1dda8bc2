package io.serviceregistry.cli.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.OverrideScope;
import java.time.Duration;

/** What the commands that change something print. */
public final class WriteJson {
    private WriteJson() {}

    /** The answer of {@code register}. */
    public static ObjectNode registered(InstanceSpec spec, long leaseId, long revision) {
        Duration ttl = spec.lease().ttl();
        return of(spec.key())
                .put("lease_id", leaseId)
                .put("revision", revision)
                .put("ttl_millis", ttl == null ? null : ttl.toMillis());
    }

    /** The instance that was changed; the caller adds how. */
    public static ObjectNode of(InstanceKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("namespace", key.namespace())
                .put("service", key.service())
                .put("instance_id", key.instanceId());
    }

    /** The instance, the service or the zone that was changed; the caller adds how. */
    public static ObjectNode of(OverrideScope scope) {
        ObjectNode json = OverrideJson.scope(scope);
        json.remove("kind"); // the names say it
        return json;
    }

    /** Something that was changed and is not an instance; the caller adds what. */
    public static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }
}
