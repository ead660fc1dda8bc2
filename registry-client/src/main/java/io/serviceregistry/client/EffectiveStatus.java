package io.serviceregistry.client;

/** What callers should take an instance for: derived from its lease, the override, the checks and what it reports. */
public enum EffectiveStatus {
    /** Ready for calls. */
    UP,
    /** Ready for calls, while a check warns. */
    WARN,
    /** Not ready for calls yet. */
    STARTING,
    /** Takes no new calls. */
    DRAINING,
    /** Taken out by its owner or an operator. */
    OUT_OF_SERVICE,
    /** Unable to serve: reported, overridden, or a check is critical. */
    DOWN,
    /** Its lease ran out: the holder was silent for longer than the TTL. */
    LAPSED,
    /** A status that this library is too old to know. */
    UNRECOGNIZED;

    /** Whether an instance with this status should be called. */
    public boolean isHealthy() {
        return this == UP || this == WARN;
    }
}
