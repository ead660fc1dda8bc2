package io.serviceregistry.bench.load;

import java.util.function.LongConsumer;

/**
 * A system under load: it makes callers who do the same job on every system, each in the way its users would. Closing ends
 * the connections. Thread-safe.
 */
public interface Target extends AutoCloseable {
    /** How fresh an answer is. */
    enum Freshness {
        /** Reflects every write acknowledged before the question. */
        LINEARIZABLE,
        /** Reflects what this target has written itself. */
        AT_LEAST,
        /** What the node asked has. */
        LOCAL
    }

    /**
     * A caller who registers an instance after the other, each with a lease.
     *
     * @param index its number, which chooses its node
     * @param names where the instances' names come from
     * @param leases gets the id of each lease granted, on any thread
     */
    Caller registering(int index, InstanceNames names, LongConsumer leases);

    /**
     * A stream to a node on which leases are renewed.
     *
     * @param index its number, which chooses its node
     */
    Renewals renewals(int index);

    /**
     * A caller who asks for the instances of one of several services, a different one each time.
     *
     * @param services the services' names are those of the first so many
     */
    Caller discovering(int index, InstanceNames names, int services, Freshness freshness);

    @Override
    void close();

    /** Renews leases over one stream. */
    interface Renewals {
        /** A caller who renews all of these leases with one message. */
        Caller renewing(long[] leaseIds);
    }
}
