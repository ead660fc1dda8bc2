package io.serviceregistry.node.core.command;

import io.serviceregistry.node.core.model.Fingerprint;
import io.serviceregistry.node.core.model.InstanceSpec;

/**
 * Registers an instance: grants a lease and fences the holder of the former one.
 *
 * @param condition when to refuse
 * @param previousLeaseId the caller's former lease with {@link Condition#PREVIOUS_LEASE}, else 0
 */
public record RegisterInstance(InstanceSpec spec, Condition condition, long previousLeaseId) implements Command {
    /** When to refuse. */
    public enum Condition {
        /** Never: take the instance over. */
        NONE(0),
        /** When the instance is there, lapsed or not. */
        IF_ABSENT(1),
        /** When a newer lease than the caller's former one was granted. */
        PREVIOUS_LEASE(2);

        private final int number;

        Condition(int number) {
            this.number = number;
        }

        /** A number that never changes, for fingerprints. */
        int number() {
            return number;
        }
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.register(this);
    }

    @Override
    public void addTo(Fingerprint fingerprint) {
        fingerprint.add(1).add(spec).add(condition.number()).add(previousLeaseId);
    }
}
