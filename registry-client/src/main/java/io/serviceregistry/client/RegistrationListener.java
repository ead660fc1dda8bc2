package io.serviceregistry.client;

/**
 * Hears what becomes of a {@link Registration}. Called on one thread of the client, one call at a time, in order; a
 * listener that blocks delays later calls to listeners and nothing else. What it throws is logged.
 */
public interface RegistrationListener {

    /** The state changed. */
    default void stateChanged(RegistrationState previous, RegistrationState current) {}

    /**
     * The lease had lapsed, so that others saw the instance as LAPSED for a while, and a renewal revived it.
     *
     * @param leaseId the lease, which goes on
     */
    default void recovered(long leaseId) {}
}
