package io.serviceregistry.node.service;

import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.ZoneKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of everything that callers say of instances. What comes out of here is valid, with the defaults filled in;
 * what does not throws {@link InvalidFieldException} with the path of the field in the public schema.
 */
final class InstanceRules {
    static final int MAX_NAME_BYTES = 255;
    static final int MAX_SHORT_NAME_BYTES = 64;
    static final int MAX_ENDPOINTS = 16;
    static final int MAX_METADATA = 64;
    static final int MAX_METADATA_KEY_BYTES = 128;
    static final int MAX_METADATA_BYTES = 8_192;
    static final int MAX_TAGS = 64;
    static final int MAX_TAG_BYTES = 128;
    static final int MAX_CHECKS = 16;
    static final int MAX_OUTPUT_BYTES = 1_024;
    static final int MAX_WEIGHT = 1_000_000;
    static final int DEFAULT_WEIGHT = 100;
    static final String DEFAULT_NAMESPACE = "default";

    private InstanceRules() {}

    static String namespace(String field, String namespace) {
        return namespace.isEmpty() ? DEFAULT_NAMESPACE : FieldRules.name(field, namespace, MAX_NAME_BYTES);
    }

    /** A service named by two fields; {@code prefix} is empty or ends with a dot. */
    static ServiceKey service(String prefix, ServiceKey service) {
        return new ServiceKey(
                namespace(prefix + "namespace", service.namespace()),
                FieldRules.name(prefix + "service", service.service(), MAX_NAME_BYTES));
    }

    static InstanceKey key(String path, InstanceKey key) {
        return new InstanceKey(
                service(path + ".", key.service()),
                FieldRules.visible(path + ".instance_id", key.instanceId(), MAX_NAME_BYTES));
    }

    /** What an override is on, by the field that names it. */
    static OverrideScope scope(OverrideScope scope) {
        return scope.map(
                key -> OverrideScope.of(key("key", key)),
                key -> OverrideScope.of(service("service.", key)),
                key -> OverrideScope.of(new ZoneKey(
                        namespace("zone.namespace", key.namespace()),
                        FieldRules.name("zone.zone", key.zone(), MAX_SHORT_NAME_BYTES))));
    }

    static RequestId request(String path, RequestId request) {
        FieldRules.visible(path + ".client_id", request.clientId(), MAX_SHORT_NAME_BYTES);
        FieldRules.number(path + ".sequence", request.sequence(), 1, Long.MAX_VALUE);
        FieldRules.number(path + ".lowest_unanswered", request.lowestUnanswered(), 0, request.sequence());
        FieldRules.number(path + ".issued_at_millis", request.issuedAtMillis(), 0, Long.MAX_VALUE);
        return request;
    }

    static InstanceSpec spec(String path, InstanceDraft draft) {
        return new InstanceSpec(
                key(path + ".key", draft.key()),
                endpoints(path + ".endpoints", draft.endpoints()),
                metadata(path + ".metadata", draft.metadata()),
                tags(path + ".tags", draft.tags()),
                FieldRules.optionalName(path + ".zone", draft.zone(), MAX_SHORT_NAME_BYTES),
                draft.weight() == 0 ? DEFAULT_WEIGHT : weight(path + ".weight", draft.weight()),
                draft.status() == null ? Status.UP : draft.status(),
                checks(path + ".checks", draft.checks()),
                draft.lease().checkedTtlMillis(path + ".lease"),
                draft.lease().checkedRemoveAfterMillis(path + ".lease"));
    }

    static UpdateInstance update(InstanceUpdate update) {
        if (update.status() == null
                && update.metadata() == null
                && update.checks() == null
                && update.weight() == null) {
            throw new InvalidFieldException("status", "absent", "at least one of status, metadata, checks and weight");
        }
        return new UpdateInstance(
                key("key", update.key()),
                leaseId("lease_id", update.leaseId()),
                FieldRules.number("expected_revision", update.expectedRevision(), 0, Long.MAX_VALUE),
                update.status(),
                update.metadata() == null ? null : metadata("metadata.entries", update.metadata()),
                update.checks() == null ? null : checks("checks.checks", update.checks()),
                update.weight() == null ? UpdateInstance.KEEP_WEIGHT : weight("weight", update.weight()));
    }

    /** A lease that may be left out. */
    static long leaseId(String field, long leaseId) {
        return FieldRules.number(field, leaseId, 0, Long.MAX_VALUE);
    }

    private static int weight(String field, long weight) {
        return (int) FieldRules.number(field, weight, 1, MAX_WEIGHT);
    }

    private static List<Endpoint> endpoints(String path, List<Endpoint> endpoints) {
        FieldRules.count(path, endpoints.size(), MAX_ENDPOINTS);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint endpoint = endpoints.get(i);
            String field = path + '[' + i + "].name";
            FieldRules.optionalName(field, endpoint.name(), MAX_SHORT_NAME_BYTES);
            if (!endpoint.name().isEmpty() && !names.add(endpoint.name())) {
                throw new InvalidFieldException(field, endpoint.name(), "unique within the instance, unless empty");
            }
            EndpointUri.check(path + '[' + i + "].uri", endpoint.uri());
        }
        return endpoints;
    }

    private static SortedMap<String, String> metadata(String path, Map<String, String> metadata) {
        FieldRules.count(path, metadata.size(), MAX_METADATA);
        long bytes = 0;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            FieldRules.visible(path + ".key", entry.getKey(), MAX_METADATA_KEY_BYTES);
            String value = FieldRules.wellFormed(path + ".value", entry.getValue());
            bytes += entry.getKey().length() + FieldRules.bytes(value);
            if (bytes > MAX_METADATA_BYTES) {
                throw new InvalidFieldException(path + ".value", value, "keys and values of at most 8192 bytes in all");
            }
        }
        return new TreeMap<>(metadata);
    }

    private static List<String> tags(String path, List<String> tags) {
        Set<String> different = new HashSet<>();
        for (int i = 0; i < tags.size(); i++) {
            different.add(FieldRules.visible(path + '[' + i + ']', tags.get(i), MAX_TAG_BYTES));
        }
        FieldRules.count(path, different.size(), MAX_TAGS);
        return tags;
    }

    private static List<Check> checks(String path, List<Check> checks) {
        FieldRules.count(path, checks.size(), MAX_CHECKS);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < checks.size(); i++) {
            Check check = checks.get(i);
            String field = path + '[' + i + ']';
            FieldRules.name(field + ".name", check.name(), MAX_SHORT_NAME_BYTES);
            if (!names.add(check.name())) {
                throw new InvalidFieldException(field + ".name", check.name(), "unique within the instance");
            }
            FieldRules.text(field + ".output", check.output(), MAX_OUTPUT_BYTES);
        }
        return checks;
    }
}
