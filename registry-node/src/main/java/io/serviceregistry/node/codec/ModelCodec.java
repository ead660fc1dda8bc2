package io.serviceregistry.node.codec;

import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.proto.log.v1.MetadataEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The nouns shared by the log and the snapshot: model.proto. */
final class ModelCodec {
    private ModelCodec() {}

    static io.serviceregistry.proto.log.v1.InstanceKey toProto(InstanceKey key) {
        return io.serviceregistry.proto.log.v1.InstanceKey.newBuilder()
                .setNamespace(Fields.text(key.service().namespace(), "namespace"))
                .setService(Fields.text(key.service().service(), "service"))
                .setInstanceId(Fields.text(key.instanceId(), "instanceId"))
                .build();
    }

    static InstanceKey key(io.serviceregistry.proto.log.v1.InstanceKey proto) {
        return key(proto, new ServiceKey(proto.getNamespace(), proto.getService()));
    }

    /** A key that shares the name of a service already known, when it is the same. */
    static InstanceKey key(io.serviceregistry.proto.log.v1.InstanceKey proto, ServiceKey known) {
        Fields.refuseUnknown(proto);
        boolean same = proto.getNamespace().equals(known.namespace())
                && proto.getService().equals(known.service());
        ServiceKey service = same ? known : new ServiceKey(proto.getNamespace(), proto.getService());
        return new InstanceKey(service, proto.getInstanceId());
    }

    static io.serviceregistry.proto.log.v1.InstanceSpec toProto(InstanceSpec spec) {
        io.serviceregistry.proto.log.v1.InstanceSpec.Builder proto =
                io.serviceregistry.proto.log.v1.InstanceSpec.newBuilder()
                        .setKey(toProto(spec.key()))
                        .addAllMetadata(toProto(spec.metadata()))
                        .setZone(Fields.text(spec.zone(), "zone"))
                        .setWeight(spec.weight())
                        .setStatus(toProto(spec.status()))
                        .addAllChecks(toProto(spec.checks()))
                        .setTtlMillis(spec.ttlMillis());
        for (Endpoint endpoint : spec.endpoints()) {
            proto.addEndpoints(io.serviceregistry.proto.log.v1.Endpoint.newBuilder()
                    .setName(Fields.text(endpoint.name(), "endpoint.name"))
                    .setUri(Fields.text(endpoint.uri(), "endpoint.uri")));
        }
        for (String tag : spec.tags()) {
            proto.addTags(Fields.text(tag, "tag"));
        }
        if (spec.removeAfterMillis() != InstanceSpec.NEVER_REMOVE) {
            proto.setRemoveAfterMillis(spec.removeAfterMillis());
        }
        return proto.build();
    }

    static InstanceSpec spec(io.serviceregistry.proto.log.v1.InstanceSpec proto) {
        Fields.require(proto.hasKey(), proto, "key");
        return spec(proto, key(proto.getKey()));
    }

    /** A spec whose key was read before. */
    static InstanceSpec spec(io.serviceregistry.proto.log.v1.InstanceSpec proto, InstanceKey key) {
        Fields.refuseUnknown(proto);
        List<Endpoint> endpoints = new ArrayList<>(proto.getEndpointsCount());
        for (io.serviceregistry.proto.log.v1.Endpoint endpoint : proto.getEndpointsList()) {
            Fields.refuseUnknown(endpoint);
            endpoints.add(new Endpoint(endpoint.getName(), endpoint.getUri()));
        }
        String formerTag = null;
        for (String tag : proto.getTagsList()) {
            Fields.requireAscending(formerTag, tag, proto, "tags");
            formerTag = tag;
        }
        List<Check> checks = checks(proto.getChecksList());
        for (int i = 1; i < checks.size(); i++) {
            if (checks.get(i - 1).name().compareTo(checks.get(i).name()) > 0) {
                throw Fields.corrupt(proto, "checks are not in the order of their names");
            }
        }
        long removeAfterMillis =
                proto.hasRemoveAfterMillis() ? proto.getRemoveAfterMillis() : InstanceSpec.NEVER_REMOVE;
        if (proto.getTtlMillis() < 0 || (proto.hasRemoveAfterMillis() && removeAfterMillis < 0)) {
            throw Fields.corrupt(proto, "ttl_millis or remove_after_millis is out of range");
        }
        return new InstanceSpec(
                key,
                endpoints,
                metadata(proto.getMetadataList()),
                proto.getTagsList(),
                proto.getZone(),
                proto.getWeight(),
                status(proto.getStatus(), "InstanceSpec"),
                checks,
                proto.getTtlMillis(),
                removeAfterMillis);
    }

    static List<MetadataEntry> toProto(SortedMap<String, String> metadata) {
        List<MetadataEntry> entries = new ArrayList<>(metadata.size());
        String former = null;
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
            if (former != null && former.compareTo(entry.getKey()) >= 0) {
                throw new IllegalArgumentException("metadata: " + entry.getKey() + " (expected: after " + former + ')');
            }
            former = entry.getKey();
            entries.add(MetadataEntry.newBuilder()
                    .setKey(Fields.text(entry.getKey(), "metadata key"))
                    .setValue(Fields.text(entry.getValue(), "metadata value"))
                    .build());
        }
        return entries;
    }

    static SortedMap<String, String> metadata(List<MetadataEntry> proto) {
        SortedMap<String, String> metadata = new TreeMap<>();
        String former = null;
        for (MetadataEntry entry : proto) {
            Fields.refuseUnknown(entry);
            Fields.requireAscending(former, entry.getKey(), entry, "key");
            former = entry.getKey();
            metadata.put(entry.getKey(), entry.getValue());
        }
        return metadata;
    }

    static List<io.serviceregistry.proto.log.v1.Check> toProto(List<Check> checks) {
        List<io.serviceregistry.proto.log.v1.Check> proto = new ArrayList<>(checks.size());
        for (Check check : checks) {
            proto.add(io.serviceregistry.proto.log.v1.Check.newBuilder()
                    .setName(Fields.text(check.name(), "check.name"))
                    .setStatusValue(check.status().number())
                    .setOutput(Fields.text(check.output(), "check.output"))
                    .build());
        }
        return proto;
    }

    static List<Check> checks(List<io.serviceregistry.proto.log.v1.Check> proto) {
        List<Check> checks = new ArrayList<>(proto.size());
        for (io.serviceregistry.proto.log.v1.Check check : proto) {
            Fields.refuseUnknown(check);
            checks.add(new Check(check.getName(), checkStatus(check), check.getOutput()));
        }
        return checks;
    }

    private static CheckStatus checkStatus(io.serviceregistry.proto.log.v1.Check check) {
        return switch (check.getStatus()) {
            case CHECK_STATUS_PASSING -> CheckStatus.PASSING;
            case CHECK_STATUS_WARNING -> CheckStatus.WARNING;
            case CHECK_STATUS_CRITICAL -> CheckStatus.CRITICAL;
            case CHECK_STATUS_UNSPECIFIED, UNRECOGNIZED ->
                throw Fields.corrupt(check, "status: " + check.getStatusValue() + " (expected: 1..3)");
        };
    }

    static io.serviceregistry.proto.log.v1.Status toProto(Status status) {
        return io.serviceregistry.proto.log.v1.Status.forNumber(status.number());
    }

    static Status status(io.serviceregistry.proto.log.v1.Status proto, String where) {
        Status status = optionalStatus(proto, where);
        if (status == null) {
            throw new CorruptLogException(where + ": status is missing");
        }
        return status;
    }

    static @Nullable Status optionalStatus(io.serviceregistry.proto.log.v1.Status proto, String where) {
        return switch (proto) {
            case STATUS_UNSPECIFIED -> null;
            case STATUS_STARTING -> Status.STARTING;
            case STATUS_UP -> Status.UP;
            case STATUS_DOWN -> Status.DOWN;
            case STATUS_OUT_OF_SERVICE -> Status.OUT_OF_SERVICE;
            case STATUS_DRAINING -> Status.DRAINING;
            case UNRECOGNIZED -> throw new CorruptLogException(where + ": status is unknown (expected: 1..5)");
        };
    }

    static io.serviceregistry.proto.log.v1.ClusterSettings toProto(ClusterSettings settings) {
        return io.serviceregistry.proto.log.v1.ClusterSettings.newBuilder()
                .setGraceMillis(settings.graceMillis())
                .setRequestWindowMillis(settings.requestWindowMillis())
                .setMaxRememberedRequests(settings.maxRememberedRequests())
                .setMaxInstancesPerService(settings.maxInstancesPerService())
                .setMaxInstances(settings.maxInstances())
                .setStormPercent(settings.stormPercent())
                .setStormMinLapses(settings.stormMinLapses())
                .setMaxHoldMillis(settings.maxHoldMillis())
                .build();
    }

    static ClusterSettings settings(io.serviceregistry.proto.log.v1.ClusterSettings proto) {
        Fields.refuseUnknown(proto);
        return new ClusterSettings(
                proto.getGraceMillis(),
                proto.getRequestWindowMillis(),
                proto.getMaxRememberedRequests(),
                proto.getMaxInstancesPerService(),
                proto.getMaxInstances(),
                proto.getStormPercent(),
                proto.getStormMinLapses(),
                proto.getMaxHoldMillis());
    }
}
