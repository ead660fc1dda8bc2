package io.serviceregistry.client;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One registered instance, as every node knows it.
 *
 * @param spec what the owner registered, with the defaults filled in and later updates applied
 * @param leaseId the lease of this registration, never reused
 * @param status what callers should take it for
 * @param held true while the storm governor keeps the lapsed instances of the service in healthy answers
 * @param healthy whether callers should call it: status UP or WARN, or, while held, UP or WARN but for the lapse
 * @param override the operator's override; null when there is none
 * @param registeredRevision the revision at which this lease was granted
 * @param modifiedRevision the revision at which the instance last changed; renewals do not count
 * @param registeredAtMillis the registry time at which this lease was granted
 * @param modifiedAtMillis the registry time at which the instance last changed
 * @param reason why it last changed
 * @param lapses how many times this lease has lapsed so far
 * @param renewals how many renewals this lease has had
 * @param leaseRemaining the registry time left until the lease may lapse; null without a TTL and once lapsed
 */
public record Instance(
        InstanceSpec spec,
        long leaseId,
        EffectiveStatus status,
        boolean held,
        boolean healthy,
        @Nullable StatusOverride override,
        long registeredRevision,
        long modifiedRevision,
        long registeredAtMillis,
        long modifiedAtMillis,
        ChangeReason reason,
        int lapses,
        long renewals,
        @Nullable Duration leaseRemaining) {

    public Instance {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
    }

    /** Which instance this is. */
    public InstanceKey key() {
        return spec.key();
    }

    /** The address to call: the first endpoint, if it has any. */
    public Optional<Endpoint> primaryEndpoint() {
        return spec.endpoints().stream().findFirst();
    }
}
