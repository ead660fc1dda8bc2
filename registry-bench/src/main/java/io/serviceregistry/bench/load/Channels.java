package io.serviceregistry.bench.load;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Connections to the nodes of one system, the same number to each. Answers are taken on the connections' own threads: the
 * callers of a load have nothing to do that is worth another.
 */
public final class Channels implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 64 << 20;

    private final List<ManagedChannel> channels = new ArrayList<>();

    /** Connections to addresses, {@code host:port}; made when first used. */
    public Channels(List<String> addresses, int perNode) {
        for (int i = 0; i < perNode; i++) {
            for (String address : addresses) {
                channels.add(to(address).directExecutor().build());
            }
        }
    }

    /**
     * One connection to an address, for those who choose where its answers are taken. All connections of this program are
     * made here, so that they are alike.
     */
    public static ManagedChannelBuilder<?> to(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .usePlaintext()
                .maxInboundMessageSize(MAX_ANSWER_BYTES);
    }

    /** The connection of a caller or stream: neighbours have different nodes. */
    public ManagedChannel of(int index) {
        return channels.get(index % channels.size());
    }

    /** Ends all connections and the calls on them. */
    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        try {
            for (ManagedChannel channel : channels) {
                channel.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
