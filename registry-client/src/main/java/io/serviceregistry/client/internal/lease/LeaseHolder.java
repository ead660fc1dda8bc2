package io.serviceregistry.client.internal.lease;

/** Hears what becomes of the renewals of a lease. Called on the scheduler's thread. */
public interface LeaseHolder {

    /** The lease was renewed; {@code recovered} when it had lapsed. */
    void renewed(long leaseId, boolean recovered);

    /** No node has answered a renewal; the keeper goes on trying. The last renewal answered was sent at that time. */
    void unanswered(long leaseId, long lastRenewedNanos);

    /** Final: a newer registration holds the instance. The keeper has dropped the lease. */
    void replaced(long leaseId);

    /** The lease is not known any more. The keeper has dropped it. */
    void unknown(long leaseId);
}
