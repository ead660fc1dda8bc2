package io.serviceregistry.client;

import java.time.Instant;

/**
 * Where a {@link Registration} stands.
 *
 * <pre>
 * Registering --granted--> Registered --a round over all nodes went unanswered--> Unreachable
 *      ^                     |  ^ ^----------------- a renewal was answered -----------'  |
 *      '--- lease unknown ---+--|---------------------------------------------------------+
 *                            |  |                                                         |
 *                            '--'---- newer registration holds the instance ----> Fenced <'
 * Registering --refused for good--> Rejected                              any --close--> Closed
 * </pre>
 *
 * <p>Fenced, Rejected and Closed are final.
 */
public sealed interface RegistrationState {

    /** Whether the state never changes again. */
    default boolean isFinal() {
        return false;
    }

    /**
     * Not registered yet, or not any more; trying, for as long as it takes.
     *
     * @param previousLeaseId the lease held before; 0 when there was none
     */
    record Registering(long previousLeaseId) implements RegistrationState {}

    /**
     * Registered, and renewals are answered.
     *
     * @param leaseId the lease
     * @param revision the revision at which it was registered
     */
    record Registered(long leaseId, long revision) implements RegistrationState {}

    /**
     * Registered, but no node answers renewals; trying, for as long as it takes. Whether the lease has lapsed cannot be
     * known from here: registry time stands still while the cluster hears nobody.
     *
     * @param leaseId the lease
     * @param revision the revision at which it was registered
     * @param since when the last answered renewal was sent, by this machine's wall clock, for people
     */
    record Unreachable(long leaseId, long revision, Instant since) implements RegistrationState {}

    /**
     * A newer registration holds the instance. This one never registers again by itself: whoever runs it decides.
     *
     * @param leaseId the lease that was replaced; 0 when it was never learned
     */
    record Fenced(long leaseId) implements RegistrationState {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /**
     * The registry refuses the registration for good: the spec breaks a rule, or the instance is there and it was to
     * be registered only if absent.
     *
     * @param cause what the registry said
     */
    record Rejected(RegistryException cause) implements RegistrationState {
        @Override
        public boolean isFinal() {
            return true;
        }
    }

    /** Closed by its owner. */
    record Closed() implements RegistrationState {
        @Override
        public boolean isFinal() {
            return true;
        }
    }
}
