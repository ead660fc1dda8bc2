package io.serviceregistry.node.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpResponse;
import io.serviceregistry.node.config.LimitsConfig;
import io.serviceregistry.node.config.NodeConfigLoader;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.door.Listener;
import io.serviceregistry.node.door.PortInUseException;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.StateAgreement;
import io.serviceregistry.node.service.StatePoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server itself, over real HTTP, whatever its routes. */
class HttpServerTest {
    private static final LimitsConfig LIMITS =
            NodeConfigLoader.parse("""
            cluster:
              id: test
              members:
                - {id: n1, grpc: "127.0.0.1:1", peer: "127.0.0.1:2", raft: "127.0.0.1:3"}
            node:
              id: n1
              data-dir: unused
            limits:
              max-request-size: 64KB
            """, Map.of()).limits();

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final CompletableFuture<Void> slowBegan = new CompletableFuture<>();
    private final CompletableFuture<HttpResponse> slow = new CompletableFuture<>();
    private volatile String notReady = "";
    private final HttpServer server = server(0);

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop(Duration.ofSeconds(5));
    }

    @Test
    void aNodeThatIsNotReadyLivesAndSaysWhy() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").body()).isEqualTo("""
                {"ready":true,"reason":null,"node":"n1","role":"follower"}
                """);
        notReady = "no leader is known";
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(json.readTree(get("/readyz").body()).get("reason").asText()).isEqualTo("no leader is known");
    }

    @Test
    void whatNoRouteAnswersIsAProblem() throws Exception {
        assertProblem(get("/nothing?secret=1"), 404, "NOT_FOUND", "GET /nothing: no such path");
        assertProblem(
                send(request("/livez").DELETE()),
                405,
                "METHOD_NOT_ALLOWED",
                "DELETE /livez: the path takes other methods");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        var tooLarge = HttpRequest.BodyPublishers.ofString("x".repeat(65 << 10));
        assertProblem(
                send(request("/echo").POST(tooLarge)),
                413,
                "REQUEST_ENTITY_TOO_LARGE",
                "POST /echo: the body is larger than this node accepts");
        var fits = HttpRequest.BodyPublishers.ofString("x".repeat(60 << 10));
        assertThat(send(request("/echo").POST(fits)).statusCode()).isEqualTo(200);
    }

    @Test
    void aRouteThatFailsSaysNothingOfTheInside() throws Exception {
        assertProblem(get("/broken"), 500, "INTERNAL", "the node failed in a way it did not expect; its log says how");
    }

    @Test
    void anOfferToGoOverToHttp2IsPassedBy() throws Exception {
        assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(get("/livez").version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    }

    @Test
    void http2FromTheFirstByteOnIsSpokenHoweverTheBytesArrive() throws Exception {
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(UTF_8);
        for (int firstPart : new int[] {1, 3, 4, 5, preface.length}) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(preface, 0, firstPart);
                socket.getOutputStream().write(preface, firstPart, preface.length - firstPart);
                byte[] frame = socket.getInputStream().readNBytes(9);
                assertThat(frame[3]).as("a SETTINGS frame").isEqualTo((byte) 4);
            }
        }
    }

    @Test
    void aRequestUnderWayIsAnsweredWhileTheServerStops() throws Exception {
        var answer =
                client.sendAsync(request("/slow").GET().build(), java.net.http.HttpResponse.BodyHandlers.ofString());
        slowBegan.join();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                server.stop(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS)
                .execute(() -> slow.complete(HttpResponse.of("done")));
        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("done");
        stopped.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        HttpServer second = server(server.port());
        assertThatThrownBy(second::start)
                .isInstanceOf(PortInUseException.class)
                .hasMessageStartingWith("cluster.members[0].http: 127.0.0.1:" + server.port());
    }

    private void assertProblem(java.net.http.HttpResponse<String> answer, int status, String reason, String detail)
            throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("reason").asText()).isEqualTo(reason);
        assertThat(problem.get("detail").asText()).isEqualTo(detail);
    }

    private java.net.http.HttpResponse<String> get(String path) throws Exception {
        return send(request(path).GET());
    }

    private java.net.http.HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpServer server(int port) {
        HttpRoutes own = builder -> {
            builder.route()
                    .post("/echo")
                    .build((ctx, request) -> HttpResponse.of(
                            request.aggregate().thenApply(body -> HttpResponse.of(body.contentUtf8()))));
            builder.route().get("/slow").build((ctx, request) -> {
                slowBegan.complete(null);
                return HttpResponse.of(slow);
            });
            builder.route().get("/broken").build((ctx, request) -> {
                throw new IllegalStateException("with a secret");
            });
        };
        return new HttpServer(
                new Listener("cluster.members[0].http", new InetSocketAddress("127.0.0.1", port)),
                List.of(new ProbeRoutes(this::status), own),
                LIMITS,
                CallObserver.NONE);
    }

    private NodeStatus status() {
        return new NodeStatus(
                "n1",
                Role.FOLLOWER,
                "n2",
                new StatePoint(1, 2, 3),
                "test",
                notReady.isEmpty(),
                notReady,
                1,
                2,
                0,
                0,
                0,
                0,
                List.of(),
                0,
                0,
                0,
                new StateAgreement(0, 0, List.of(), Optional.empty()),
                1,
                1);
    }
}
