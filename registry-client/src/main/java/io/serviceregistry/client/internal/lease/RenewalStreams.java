package io.serviceregistry.client.internal.lease;

import java.util.List;

/**
 * Port: one stream of renewals per node. The real one is gRPC; the simulated one is a script.
 *
 * <p>Called on the scheduler's thread; answers come back through {@link LeaseKeeper#answered} and
 * {@link LeaseKeeper#broken} on the same thread, never before the call that caused them has returned.
 */
public interface RenewalStreams {

    /** Sends one request to a node, over the node's stream, which is opened when there is none. Never blocks. */
    void send(String node, long correlationId, List<Long> leaseIds);

    /** Gives the node's stream up; the next request opens another. Nothing of the old one comes back. */
    void reset(String node);
}
