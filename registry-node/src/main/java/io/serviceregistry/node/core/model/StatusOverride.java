package io.serviceregistry.node.core.model;

/**
 * An operator's word on one instance, registered or not. It only ever lowers the status.
 *
 * @param expiresAtMillis the registry time of its end; {@link #NEVER} when it does not end by itself
 */
public record StatusOverride(InstanceKey key, Status status, String reason, String owner, long expiresAtMillis)
        implements Fingerprint.Part {
    public static final long NEVER = 0;

    /** True when it ends at or before the given registry time. */
    public boolean endedAt(long nowMillis) {
        return expiresAtMillis != NEVER && expiresAtMillis <= nowMillis;
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(key).add(status.number()).add(reason).add(owner).add(expiresAtMillis);
    }
}
