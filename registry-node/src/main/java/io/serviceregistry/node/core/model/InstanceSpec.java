package io.serviceregistry.node.core.model;

import java.util.List;
import java.util.SortedMap;

/**
 * What an owner says of an instance, defaults filled in. Metadata, tags and checks are kept in ascending order, so
 * that equal specs have equal bytes; endpoints keep their order, the first is the primary one.
 *
 * @param ttlMillis the TTL; {@link #NO_TTL} when no renewals are expected
 * @param removeAfterMillis the time from lapse to removal; {@link #NEVER_REMOVE} when a lapsed instance stays
 */
public record InstanceSpec(
        InstanceKey key,
        List<Endpoint> endpoints,
        SortedMap<String, String> metadata,
        List<String> tags,
        String zone,
        int weight,
        Status status,
        List<Check> checks,
        long ttlMillis,
        long removeAfterMillis)
        implements Fingerprint.Part {
    public static final long NO_TTL = 0;
    public static final long NEVER_REMOVE = -1;

    public InstanceSpec {
        endpoints = List.copyOf(endpoints);
        metadata = Metadata.copyOf(metadata);
        tags = tags.size() < 2
                ? List.copyOf(tags)
                : tags.stream().sorted().distinct().toList();
        checks = checks.size() < 2 ? List.copyOf(checks) : sorted(checks);
        if (ttlMillis < 0) {
            throw new IllegalArgumentException("ttlMillis: " + ttlMillis + " (expected: >= 0)");
        }
        if (removeAfterMillis < NEVER_REMOVE) {
            throw new IllegalArgumentException("removeAfterMillis: " + removeAfterMillis + " (expected: >= -1)");
        }
    }

    private static List<Check> sorted(List<Check> checks) {
        return checks.stream().sorted((a, b) -> a.name().compareTo(b.name())).toList();
    }

    /** This spec with an equal key in place of its own. */
    public InstanceSpec keptAs(InstanceKey equalKey) {
        return new InstanceSpec(
                equalKey, endpoints, metadata, tags, zone, weight, status, checks, ttlMillis, removeAfterMillis);
    }

    /** This spec with another status. */
    public InstanceSpec withStatus(Status newStatus) {
        return new InstanceSpec(
                key, endpoints, metadata, tags, zone, weight, newStatus, checks, ttlMillis, removeAfterMillis);
    }

    /** This spec with other metadata. */
    public InstanceSpec withMetadata(SortedMap<String, String> newMetadata) {
        return new InstanceSpec(
                key, endpoints, newMetadata, tags, zone, weight, status, checks, ttlMillis, removeAfterMillis);
    }

    /** This spec with other checks. */
    public InstanceSpec withChecks(List<Check> newChecks) {
        return new InstanceSpec(
                key, endpoints, metadata, tags, zone, weight, status, newChecks, ttlMillis, removeAfterMillis);
    }

    /** This spec with another weight. */
    public InstanceSpec withWeight(int newWeight) {
        return new InstanceSpec(
                key, endpoints, metadata, tags, zone, newWeight, status, checks, ttlMillis, removeAfterMillis);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(key).addAll(endpoints, endpoints.size()).add(metadata.size());
        metadata.forEach((name, value) -> fingerprint.add(name).add(value));
        fingerprint.add(tags.size());
        tags.forEach(fingerprint::add);
        fingerprint
                .add(zone)
                .add(weight)
                .add(status.number())
                .addAll(checks, checks.size())
                .add(ttlMillis)
                .add(removeAfterMillis);
    }
}
