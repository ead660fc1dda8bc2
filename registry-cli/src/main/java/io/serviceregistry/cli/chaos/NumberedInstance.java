package io.serviceregistry.cli.chaos;

import io.serviceregistry.client.InstanceKey;
import java.util.OptionalLong;

/**
 * An instance that one writer registers again and again, each time with the next number: what the registry may say of it.
 * Thread-safe.
 *
 * <p>A number only grows, as each registration is refused once a newer one was applied. So a linearizable read shows a
 * number that was attempted before it returned, and none below the highest that was acknowledged before it was called.
 */
final class NumberedInstance {
    private final InstanceKey key;
    private final Findings findings;
    private volatile long attempted;
    private volatile long acknowledged;

    NumberedInstance(InstanceKey key, Findings findings) {
        this.key = key;
        this.findings = findings;
    }

    InstanceKey key() {
        return key;
    }

    /** The number of the registration that the writer sends now. */
    long attempt() {
        long number = attempted + 1;
        attempted = number;
        return number;
    }

    /** A registration was acknowledged, or was found to be applied after all. */
    void acknowledge(long number) {
        acknowledged = number;
    }

    /** The highest number acknowledged; 0 when none was. */
    long acknowledged() {
        return acknowledged;
    }

    /**
     * A linearizable read was answered.
     *
     * @param acknowledgedBefore what {@link #acknowledged} was when it was called
     * @param found the number that it shows; empty when there was no such instance
     */
    void read(String node, long acknowledgedBefore, OptionalLong found) {
        long number = found.orElse(0);
        if (number < acknowledgedBefore) {
            findings.violated("Linearizable: " + node + " shows "
                    + (found.isPresent() ? "registration " + number : "nothing") + " of " + key.instanceId()
                    + ", after registration " + acknowledgedBefore + " was acknowledged");
        } else if (number > attempted) {
            findings.violated("Linearizable: " + node + " shows registration " + number + " of " + key.instanceId()
                    + ", which has made " + attempted);
        }
    }
}
