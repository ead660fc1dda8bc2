package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Status;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes what an instance says of itself. Null, and a weight of {@link #KEEP_WEIGHT}, leave things as they are.
 *
 * @param leaseId the lease that must hold the instance; {@link #ANY} accepts every one
 * @param expectedRevision the instance's revision that the caller saw; {@link #ANY} accepts every one
 */
public record UpdateInstance(
        InstanceKey key,
        long leaseId,
        long expectedRevision,
        @Nullable Status status,
        @Nullable SortedMap<String, String> metadata,
        @Nullable List<Check> checks,
        int weight)
        implements Command {
    public static final long ANY = 0;
    public static final int KEEP_WEIGHT = 0;

    /** What the instance says of itself after this command. */
    public InstanceSpec appliedTo(InstanceSpec spec) {
        InstanceSpec result = spec;
        result = status == null ? result : result.withStatus(status);
        result = metadata == null ? result : result.withMetadata(metadata);
        result = checks == null ? result : result.withChecks(checks);
        return weight == KEEP_WEIGHT ? result : result.withWeight(weight);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.update(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(3).add(key).add(leaseId).add(expectedRevision).add(weight);
        fingerprint.add(status == null ? 0 : status.number());
        // Whether a list is there is said first: an empty one and none are not the same.
        fingerprint.add(metadata != null).add(checks != null);
        if (metadata != null) {
            fingerprint.add(metadata.size());
            metadata.forEach((name, value) -> fingerprint.add(name).add(value));
        }
        if (checks != null) {
            fingerprint.addAll(checks, checks.size());
        }
    }
}
