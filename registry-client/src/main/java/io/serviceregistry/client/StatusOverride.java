package io.serviceregistry.client;

import java.util.Objects;

/**
 * An operator's word on one instance. It survives registrations, only ever lowers the status, and never hides a lapse.
 *
 * @param status the status to lower to: DRAINING, OUT_OF_SERVICE or DOWN
 * @param reason why, for people
 * @param owner who, for people
 * @param expiresAtMillis the registry time at which it ends by itself; 0 means it does not
 */
public record StatusOverride(EffectiveStatus status, String reason, String owner, long expiresAtMillis) {

    public StatusOverride {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(owner, "owner");
    }
}
