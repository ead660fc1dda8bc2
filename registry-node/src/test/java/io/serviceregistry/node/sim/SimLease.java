package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.model.InstanceSpec;

/** What a witness knows of a lease. */
final class SimLease {
    static final long NEVER = Long.MIN_VALUE;

    private final long id;
    private final InstanceSpec spec;
    private long renewedMillis;
    private SimLogEntry renewedIn;
    private long triesSinceNanos = NEVER;
    private boolean ended;
    private boolean replaced;

    SimLease(long id, InstanceSpec spec, long grantedMillis, SimLogEntry grantedIn) {
        this.id = id;
        this.spec = spec;
        this.renewedMillis = grantedMillis;
        this.renewedIn = grantedIn;
    }

    void renewed(long timeMillis, SimLogEntry in) {
        renewedMillis = timeMillis;
        renewedIn = in;
    }

    void triesSince(long nanos) {
        triesSinceNanos = nanos;
    }

    /** Its instance is gone, or has a newer lease. */
    void end(boolean byNewerLease) {
        ended = true;
        replaced = byNewerLease;
    }

    long id() {
        return id;
    }

    InstanceSpec spec() {
        return spec;
    }

    long ttlMillis() {
        return spec.ttlMillis();
    }

    /** The registry time of the last renewal in the log. */
    long renewedMillis() {
        return renewedMillis;
    }

    /** The entry with the last renewal. */
    SimLogEntry renewedIn() {
        return renewedIn;
    }

    /** True while its holder does what it should. */
    boolean isTried() {
        return triesSinceNanos != NEVER;
    }

    boolean hasEnded() {
        return ended;
    }

    /** True when it ended because its instance has a newer one. */
    boolean wasReplaced() {
        return replaced;
    }

    /** The promise about those who hold it still, after its end. */
    String fencing() {
        return replaced ? "FencedAfterReplacement" : "FencedAfterExpiry";
    }
}
