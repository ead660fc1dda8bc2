package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.Check;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A change of an instance, before any rule was looked at. Null leaves things as they are.
 *
 * @param leaseId the lease that must hold the instance; 0 means any
 * @param expectedRevision the revision it must have; 0 means any
 */
public record InstanceUpdate(
        InstanceKey key,
        long leaseId,
        long expectedRevision,
        @Nullable Status status,
        @Nullable Map<String, String> metadata,
        @Nullable List<Check> checks,
        @Nullable Long weight) {}
