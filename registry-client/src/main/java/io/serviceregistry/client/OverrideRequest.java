package io.serviceregistry.client;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an operator's override, where nothing need be registered. It is about whoever registers there later, too.
 *
 * @param scope what it is to be on
 * @param status DRAINING, OUT_OF_SERVICE or DOWN
 * @param reason why, for people; at most 255 bytes
 * @param owner who, for people; at most 128 bytes
 * @param expiresAfter ends by itself after so much registry time, at most 30 days; null means never
 */
public record OverrideRequest(
        OverrideScope scope,
        EffectiveStatus status,
        String reason,
        String owner,
        @Nullable Duration expiresAfter) {

    public OverrideRequest {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(owner, "owner");
        if (expiresAfter != null && expiresAfter.toMillis() <= 0) {
            throw new IllegalArgumentException("expiresAfter: " + expiresAfter + " (expected: >= 1 ms)");
        }
    }

    /** An override of one instance that stays until it is cleared. */
    public OverrideRequest(InstanceKey key, EffectiveStatus status, String reason, String owner) {
        this(OverrideScope.instance(key), status, reason, owner, null);
    }
}
