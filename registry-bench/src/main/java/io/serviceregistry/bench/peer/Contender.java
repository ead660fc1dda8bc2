package io.serviceregistry.bench.peer;

import io.grpc.Channel;
import io.serviceregistry.bench.cluster.ServerProcess;
import io.serviceregistry.bench.load.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One of the systems compared: three processes with their defaults, and how to ask them. One thread uses it. */
interface Contender extends AutoCloseable {
    /** Its name in tables. */
    String name();

    /** Its nodes. */
    List<String> ids();

    /** The nodes' addresses for clients, in the order of {@link #ids}. */
    List<String> addresses();

    /** Starts a node that does not run; its data is what it left. */
    void start(String id);

    /** The process of a node. */
    ServerProcess process(String id);

    /** Callers of it, whose leases have a long TTL: what is compared is not expiry. */
    Target target(long seed);

    /** Makes a linearizable read; throws what gRPC throws. */
    void read(Channel channel, Duration deadline);

    /** Whether the node behind the channel says that it leads; throws what gRPC throws. */
    boolean leads(Channel channel, Duration deadline);

    /**
     * Writes an instance, as the only writer; repeating it with the same number is harmless. Throws what gRPC throws.
     *
     * @param number counted up from 1
     */
    void write(Channel channel, long number, Duration deadline);

    /** The bytes of a node's heap in use after a collection, where that can be told. */
    Optional<Long> heapBytes(String id);

    /** Kills what runs. */
    @Override
    void close();
}
