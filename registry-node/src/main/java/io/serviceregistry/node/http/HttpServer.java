package io.serviceregistry.node.http;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.serviceregistry.node.config.LimitsConfig;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.door.Listener;
import io.serviceregistry.node.door.PortInUseException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The server of the HTTP door. Started and stopped by one thread. */
public final class HttpServer {
    /** Above the longest that a call of any route may take by itself. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    /** Without a quiet moment of some length the library gives requests under way no time at all. */
    private static final Duration QUIET = Duration.ofMillis(20);

    private static final Duration TO_FINISH = Duration.ofMillis(1_500);

    private static final int MAX_HEADER_BYTES = 16 << 10;

    private final Listener listener;
    private final Server server;

    /** A server that does not listen yet; every request is told to {@code observer} when it has ended. */
    public HttpServer(Listener listener, List<HttpRoutes> routes, LimitsConfig limits, CallObserver observer) {
        this.listener = listener;
        ServerBuilder builder = Server.builder()
                .http(listener.address())
                .bossGroupFactory(AcceptLoop::new)
                .childChannelPipelineCustomizer(pipeline -> pipeline.addFirst(new UpgradeRefusal()))
                .maxRequestLength(limits.maxRequestBytes())
                .http1MaxHeaderSize(MAX_HEADER_BYTES)
                .http2MaxHeaderListSize(MAX_HEADER_BYTES)
                .http2MaxStreamsPerConnection(limits.maxCallsPerConnection())
                .requestTimeout(REQUEST_TIMEOUT)
                .idleTimeout(REQUEST_TIMEOUT.multipliedBy(2))
                .gracefulShutdownTimeout(QUIET, TO_FINISH)
                .disableServerHeader()
                .errorHandler(new ProblemErrors());
        routes.forEach(each -> each.addTo(builder));
        builder.decorator(service -> new ObservedRequests(service, observer));
        this.server = builder.build();
    }

    /** Listens. */
    public void start() throws PortInUseException, IOException {
        listener.listen(() -> {
            try {
                server.start().join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            }
        });
    }

    /** The port, once it listens. */
    public int port() {
        return server.activeLocalPort();
    }

    /** The routes as {@code GET /a/{b}}, without the method where there are several, for whoever describes them. */
    public List<String> routes() {
        return server.config().serviceConfigs().stream()
                .map(config -> config.route())
                .map(route -> (route.methods().size() == 1
                                ? route.methods().iterator().next() + " "
                                : "")
                        + route.patternString())
                .toList();
    }

    /** Takes no new requests, gives those under way a second and a half, then ends them. For good. */
    public void stop(Duration bound) throws InterruptedException {
        try {
            server.stop().get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            server.closeAsync();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
