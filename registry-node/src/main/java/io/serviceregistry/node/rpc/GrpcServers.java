package io.serviceregistry.node.rpc;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.serviceregistry.node.config.LimitsConfig;
import io.serviceregistry.node.door.Listener;
import io.serviceregistry.node.door.PortInUseException;
import io.serviceregistry.node.service.AdmissionControl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The two servers of a node: one for clients, with health and reflection, and one for the other nodes.
 *
 * <p>Started and stopped by one thread. Stopping has two steps, because the other nodes are needed until leadership has
 * moved: {@link #drain} for the clients, then {@link #close}.
 */
public final class GrpcServers {
    private static final int MAX_HEADER_BYTES = 16 << 10;

    private final HealthStatusManager health = new HealthStatusManager();
    private final List<String> services = new ArrayList<>();
    private final AdmissionControl admission;
    private final Listener clientListener;
    private final Server clients;
    private final PeerServer peers;

    /**
     * Servers that do not listen yet.
     *
     * @param executor where calls of clients begin; it must not be held up by a blocking call
     */
    public GrpcServers(
            Listener clientListener,
            List<BindableService> clientServices,
            Listener peerListener,
            List<BindableService> peerServices,
            LimitsConfig limits,
            AdmissionControl admission,
            Executor executor) {
        this.admission = admission;
        this.clientListener = clientListener;
        services.add(HealthStatusManager.SERVICE_NAME_ALL_SERVICES);
        NettyServerBuilder clientBuilder = NettyServerBuilder.forAddress(clientListener.address())
                .executor(executor)
                .maxInboundMessageSize(limits.maxRequestBytes())
                .maxInboundMetadataSize(MAX_HEADER_BYTES)
                .maxConcurrentCallsPerConnection(limits.maxCallsPerConnection())
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                .keepAliveTime(30, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS);
        for (BindableService service : clientServices) {
            clientBuilder.addService(service);
            services.add(service.bindService().getServiceDescriptor().getName());
        }
        this.clients = clientBuilder
                .addService(health.getHealthService())
                .addService(ProtoReflectionServiceV1.newInstance())
                .build();
        this.peers = new PeerServer(peerListener, peerServices);
        serving(false);
    }

    /** Listens for the other nodes. */
    public void startPeers() throws PortInUseException, IOException {
        peers.start();
    }

    /** Listens for clients. */
    public void startClients() throws PortInUseException, IOException {
        clientListener.listen(clients::start);
    }

    /** Tells whoever asks for the health of this node whether it serves; may be told as often as one likes. */
    public void serving(boolean serving) {
        ServingStatus status = serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        services.forEach(service -> health.setStatus(service, status));
    }

    /** The port for clients, once it listens. */
    public int clientPort() {
        return clients.getPort();
    }

    /** The port for other nodes, once it listens. */
    public int peerPort() {
        return peers.port();
    }

    /** Refuses new calls of clients, gives those under way their time, then ends them. For good. */
    public void drain(Duration bound) throws InterruptedException {
        health.enterTerminalState();
        admission.stop();
        clients.shutdown();
        if (!clients.awaitTermination(bound.toMillis(), TimeUnit.MILLISECONDS)) {
            clients.shutdownNow();
        }
    }

    /** Ends whatever is left of both servers, within a bound. */
    public void close(Duration bound) throws InterruptedException {
        clients.shutdownNow();
        peers.close(bound.dividedBy(2));
        clients.awaitTermination(bound.toMillis() / 2, TimeUnit.MILLISECONDS);
    }
}
