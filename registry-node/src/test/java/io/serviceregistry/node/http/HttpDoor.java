package io.serviceregistry.node.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serviceregistry.node.config.LimitsConfig;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.door.Listener;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.service.AdmissionControl;
import io.serviceregistry.node.service.Discovery;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.ReadConsistency;
import io.serviceregistry.node.service.RecordingWrites;
import io.serviceregistry.node.service.Registrations;
import io.serviceregistry.node.service.RequestIdentity;
import io.serviceregistry.node.service.StateAgreement;
import io.serviceregistry.node.service.StatePoint;
import io.serviceregistry.node.service.Submissions;
import io.serviceregistry.node.testkit.ManualReadiness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** A whole HTTP door on a loopback socket, with a log of one node behind the ports, and a client. Fields may be set at any time. */
public final class HttpDoor implements AutoCloseable {
    public static final LimitsConfig LIMITS = new LimitsConfig(100_000, 1_000_000, 20_000, 32 << 20, 1 << 20, 1_000);

    public final RecordingWrites log = new RecordingWrites();
    public final ManualReadiness readiness = new ManualReadiness();
    /** Fails, if a test says so; else every barrier confirms this moment's view. */
    public volatile CompletableFuture<CatalogView> barrier = new CompletableFuture<>();

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final AdmissionControl admission = new AdmissionControl(readiness);

    private HttpDoor(Function<HttpDoor, HttpRoutes> routes) throws Exception {
        barrier.complete(log.views().current());
        server = new HttpServer(
                new Listener("cluster.members[0].http", new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0)),
                List.of(routes.apply(this)),
                LIMITS,
                CallObserver.NONE);
        server.start();
    }

    /** Opens a door with routes that a test makes of the use cases below. */
    public static HttpDoor open(Function<HttpDoor, HttpRoutes> routes) throws Exception {
        return new HttpDoor(routes);
    }

    public Registrations registrations() {
        Submissions submissions = new Submissions(
                log, log.views(), new RequestIdentity("n1", new SplittableRandom(1), log.views()), admission);
        return new Registrations(submissions, log, admission);
    }

    public Discovery discovery() {
        return new Discovery(
                "local",
                new ReadConsistency(
                        budget -> barrier.thenApply(first -> log.views().current()),
                        log.views(),
                        () -> OptionalLong.of(250),
                        timer),
                admission);
    }

    public NodeStatus status() {
        String notReady = readiness.notReadyReason().orElse("");
        StatePoint state = StatePoint.of(log.views().current());
        return new NodeStatus(
                "n1",
                Role.LEADER,
                "n1",
                state,
                "1.2.3",
                notReady.isEmpty(),
                notReady,
                7,
                42,
                0xabcL,
                1,
                2,
                3,
                List.of(),
                4,
                5,
                6,
                StateAgreement.NONE,
                1,
                2);
    }

    public int port() {
        return server.port();
    }

    /** Sends a request with a JSON body, or none if it is empty. */
    public HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        return send(request.method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    public JsonNode json(HttpResponse<String> answer) throws IOException {
        return json.readTree(answer.body());
    }

    /** Does not wait for the server's threads, which take two seconds to be sure that nothing comes any more. */
    @Override
    public void close() throws InterruptedException {
        server.stop(Duration.ZERO);
        timer.shutdownNow();
    }
}
