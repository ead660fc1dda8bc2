package io.serviceregistry.node.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serviceregistry.node.door.CallObserver;
import io.serviceregistry.node.http.BrowserRules;
import io.serviceregistry.node.http.Clusters;
import io.serviceregistry.node.http.HttpServer;
import io.serviceregistry.node.rpc.DirectCalls;
import io.serviceregistry.node.rpc.Door;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** The HTTP door of the services that a {@link Door} is of, on a loopback socket, and a client of it. */
final class RestDoor implements AutoCloseable {
    /** Where another member of the cluster is. */
    static final String MEMBER = "127.0.0.2:7501";

    static final String PAYMENTS = "/v1/namespaces/default/services/payments";

    final Door door = Door.open();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    private RestDoor() throws Exception {
        server = new HttpServer(
                Door.loopback("cluster.members[0].http", 0),
                List.of(
                        new BrowserRules(Clusters.at(MEMBER)),
                        new RestRoutes(new DirectCalls(door.services), "local", Runnable::run, new Random(1))),
                Door.LIMITS,
                CallObserver.NONE);
        server.start();
    }

    static RestDoor open() throws Exception {
        return new RestDoor();
    }

    /** Watches, and takes whatever comes. */
    EventReader watch(String path) throws Exception {
        return watch(request(path));
    }

    EventReader watch(HttpRequest.Builder request) throws Exception {
        HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        return new EventReader(answer.body());
    }

    int port() {
        return server.port();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(request(path)
                .header("content-type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    /** An answer that is none of an error. */
    JsonNode ok(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        return json.readTree(answer.body());
    }

    /** An error. */
    JsonNode problem(HttpResponse<String> answer, int status, String reason) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = json.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("reason").asText()).as(answer.body()).isEqualTo(reason);
        return problem;
    }

    /** Registers an instance of payments, without heartbeats. */
    JsonNode register(String instanceId) throws Exception {
        return register("payments", instanceId, "");
    }

    JsonNode register(String service, String instanceId, String note) throws Exception {
        return ok(send(
                "POST", "/v1/namespaces/default/services/" + service + "/instances", """
                {"instance": {"key": {"instance_id": "%s"}, "metadata": {"note": "%s"}, "lease": {"no_ttl": true}}}
                """.formatted(instanceId, note)));
    }

    long revision() {
        return door.log.views().current().image().revision();
    }

    @Override
    public void close() throws Exception {
        server.stop(Duration.ZERO); // else it waits for a second to be sure that nothing comes any more
        door.close();
    }
}
