package io.serviceregistry.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of what an instance says of itself. What is null stays as it is; at least one part must be given.
 *
 * @param key the instance
 * @param leaseId the lease of the caller; a lease that is not the current one is refused. 0: whoever holds it
 * @param expectedRevision the modified revision the caller saw, refused with {@link RevisionMismatchException} when it
 *     has moved. 0: no check
 * @param status the new status
 * @param metadata the new metadata, replacing the former
 * @param checks the new checks, replacing the former
 * @param weight the new weight, 1 to 1,000,000
 */
public record InstanceUpdate(
        InstanceKey key,
        long leaseId,
        long expectedRevision,
        @Nullable ReportedStatus status,
        @Nullable Map<String, String> metadata,
        @Nullable List<Check> checks,
        @Nullable Integer weight) {

    public InstanceUpdate {
        Objects.requireNonNull(key, "key");
        if (metadata != null) {
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
        if (checks != null) {
            checks = List.copyOf(checks);
        }
    }

    /** A change by the holder of a lease, so far of nothing. */
    public static InstanceUpdate of(InstanceKey key, long leaseId) {
        return new InstanceUpdate(key, leaseId, 0, null, null, null, null);
    }

    /** A change whoever holds the instance, so far of nothing. */
    public static InstanceUpdate of(InstanceKey key) {
        return of(key, 0);
    }

    /** Only if the instance last changed at this revision. */
    public InstanceUpdate ifRevision(long expectedRevision) {
        return new InstanceUpdate(key, leaseId, expectedRevision, status, metadata, checks, weight);
    }

    /** To this status. */
    public InstanceUpdate withStatus(ReportedStatus status) {
        return new InstanceUpdate(key, leaseId, expectedRevision, status, metadata, checks, weight);
    }

    /** To this metadata. */
    public InstanceUpdate withMetadata(Map<String, String> metadata) {
        return new InstanceUpdate(key, leaseId, expectedRevision, status, metadata, checks, weight);
    }

    /** To these checks. */
    public InstanceUpdate withChecks(List<Check> checks) {
        return new InstanceUpdate(key, leaseId, expectedRevision, status, metadata, checks, weight);
    }

    /** To this weight. */
    public InstanceUpdate withWeight(int weight) {
        return new InstanceUpdate(key, leaseId, expectedRevision, status, metadata, checks, weight);
    }
}
