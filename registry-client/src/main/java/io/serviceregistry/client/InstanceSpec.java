package io.serviceregistry.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Everything an owner says of an instance when it registers it. Start with {@link #of} and add what differs from the
 * defaults; every {@code with} method returns a new spec.
 *
 * <p>Lengths and counts are checked by the registry, which answers {@link InvalidFieldException} naming the field, the
 * value and the rule.
 *
 * @param key which instance
 * @param endpoints where it takes calls, at most 16; the first is the primary one
 * @param metadata free pairs, at most 64 and 8 KiB in all
 * @param tags free labels, at most 64
 * @param zone the failure domain; empty means none
 * @param weight the share of calls relative to its peers, 1 to 1,000,000
 * @param status the status it reports
 * @param checks named checks, at most 16
 * @param lease lease and removal
 */
public record InstanceSpec(
        InstanceKey key,
        List<Endpoint> endpoints,
        Map<String, String> metadata,
        Set<String> tags,
        String zone,
        int weight,
        ReportedStatus status,
        List<Check> checks,
        LeasePolicy lease) {

    /** The weight of an instance that names none. */
    public static final int DEFAULT_WEIGHT = 100;

    public InstanceSpec {
        Objects.requireNonNull(key, "key");
        endpoints = List.copyOf(endpoints);
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
        Objects.requireNonNull(zone, "zone");
        if (weight <= 0) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: > 0)");
        }
        Objects.requireNonNull(status, "status");
        checks = List.copyOf(checks);
        Objects.requireNonNull(lease, "lease");
    }

    /** An instance that is UP, with the default lease and nothing else. */
    public static InstanceSpec of(InstanceKey key) {
        return new InstanceSpec(
                key,
                List.of(),
                Map.of(),
                Set.of(),
                "",
                DEFAULT_WEIGHT,
                ReportedStatus.UP,
                List.of(),
                LeasePolicy.DEFAULT);
    }

    /** An instance of the default namespace that is UP and takes calls at {@code uri}. */
    public static InstanceSpec of(String service, String instanceId, String uri) {
        return of(InstanceKey.of(service, instanceId)).withEndpoint("", uri);
    }

    /** With one more endpoint. */
    public InstanceSpec withEndpoint(String name, String uri) {
        List<Endpoint> more = new ArrayList<>(endpoints);
        more.add(new Endpoint(name, uri));
        return new InstanceSpec(key, more, metadata, tags, zone, weight, status, checks, lease);
    }

    /** With one more pair of metadata. */
    public InstanceSpec withMetadata(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(name, value);
        return withMetadata(more);
    }

    /** With this metadata instead. */
    public InstanceSpec withMetadata(Map<String, String> metadata) {
        return new InstanceSpec(key, endpoints, metadata, tags, zone, weight, status, checks, lease);
    }

    /** With these tags instead. */
    public InstanceSpec withTags(Set<String> tags) {
        return new InstanceSpec(key, endpoints, metadata, tags, zone, weight, status, checks, lease);
    }

    /** With this zone instead. */
    public InstanceSpec withZone(String zone) {
        return new InstanceSpec(key, endpoints, metadata, tags, zone, weight, status, checks, lease);
    }

    /** With this weight instead. */
    public InstanceSpec withWeight(int weight) {
        return new InstanceSpec(key, endpoints, metadata, tags, zone, weight, status, checks, lease);
    }

    /** With this status instead. */
    public InstanceSpec withStatus(ReportedStatus status) {
        return new InstanceSpec(key, endpoints, metadata, tags, zone, weight, status, checks, lease);
    }

    /** With these checks instead. */
    public InstanceSpec withChecks(List<Check> checks) {
        return new InstanceSpec(key, endpoints, metadata, tags, zone, weight, status, checks, lease);
    }

    /** With this lease policy instead. */
    public InstanceSpec withLease(LeasePolicy lease) {
        return new InstanceSpec(key, endpoints, metadata, tags, zone, weight, status, checks, lease);
    }
}
