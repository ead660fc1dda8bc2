package io.serviceregistry.client;

import java.util.Objects;

/**
 * An operator's word on an instance, a service or a zone. It survives registrations, only ever lowers the status, and never hides a lapse.
 *
 * @param scope what it is on
 * @param status the status to lower to: DRAINING, OUT_OF_SERVICE or DOWN
 * @param reason why, for people
 * @param owner who, for people
 * @param expiresAtMillis the registry time at which it ends by itself; 0 means it does not
 */
public record StatusOverride(
        OverrideScope scope, EffectiveStatus status, String reason, String owner, long expiresAtMillis) {

    public StatusOverride {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(owner, "owner");
    }
}
