package io.serviceregistry.node.rpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.serviceregistry.node.door.Listener;
import io.serviceregistry.node.door.PortInUseException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server for the other nodes. Started and stopped by one thread. */
public final class PeerServer {
    /** Above a forwarded batch of 1 MiB. */
    private static final int MAX_MESSAGE_BYTES = 8 << 20;

    private static final int MAX_HEADER_BYTES = 16 << 10;

    private final Listener listener;
    private final Server server;

    /** A server that does not listen yet. */
    public PeerServer(Listener listener, List<BindableService> services) {
        this.listener = listener;
        this.server = NettyServerBuilder.forAddress(listener.address())
                .directExecutor() // nothing blocks, and a term asked for is a pulse of every read
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .maxInboundMetadataSize(MAX_HEADER_BYTES)
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addServices(services.stream().map(BindableService::bindService).toList())
                .build();
    }

    /** Listens. */
    public void start() throws PortInUseException, IOException {
        listener.listen(server::start);
    }

    /** The port, once it listens. */
    public int port() {
        return server.getPort();
    }

    /** Ends everything at once, and waits for that within a bound. */
    public void close(Duration bound) throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS);
    }
}
