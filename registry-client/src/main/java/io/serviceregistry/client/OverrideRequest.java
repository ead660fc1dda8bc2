package io.serviceregistry.client;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an operator's override of an instance, which need not be registered.
 *
 * @param key the instance
 * @param status DRAINING, OUT_OF_SERVICE or DOWN
 * @param reason why, for people; at most 255 bytes
 * @param owner who, for people; at most 128 bytes
 * @param expiresAfter ends by itself after so much registry time, at most 30 days; null means never
 */
public record OverrideRequest(
        InstanceKey key,
        EffectiveStatus status,
        String reason,
        String owner,
        @Nullable Duration expiresAfter) {

    public OverrideRequest {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(owner, "owner");
        if (expiresAfter != null && expiresAfter.toMillis() <= 0) {
            throw new IllegalArgumentException("expiresAfter: " + expiresAfter + " (expected: >= 1 ms)");
        }
    }

    /** An override that stays until it is cleared. */
    public OverrideRequest(InstanceKey key, EffectiveStatus status, String reason, String owner) {
        this(key, status, reason, owner, null);
    }
}
