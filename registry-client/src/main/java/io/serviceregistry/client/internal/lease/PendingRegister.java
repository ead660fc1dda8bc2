package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.RegisterCondition;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RequestId;

/**
 * A registration underway: what was sent, and whether it may have been applied. Confined to the scheduler's thread.
 */
final class PendingRegister {

    final RegisterRequest request;
    final InstanceSpec spec;
    final long version; // of the spec
    final RegisterCondition condition;
    /** True when an earlier registration of ours may have been applied: whoever is there now, came later. */
    final boolean reclaiming;

    final long firstSentNanos;
    boolean maybeApplied;

    PendingRegister(
            RegisterRequest request,
            InstanceSpec spec,
            long version,
            RegisterCondition condition,
            boolean reclaiming,
            long firstSentNanos) {
        this.request = request;
        this.spec = spec;
        this.version = version;
        this.condition = condition;
        this.reclaiming = reclaiming;
        this.firstSentNanos = firstSentNanos;
    }

    RequestId id() {
        return request.getRequestId();
    }
}
