package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.proto.v1.NodeRole;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code docs/http.md}, each asked of the leader and of a follower of three real nodes: what one of them is told, the
 * next one knows.
 */
class SmallRegistryClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SETTINGS = """
            stop:
              drain: 100ms
              leadership: 500ms
            """;

    @TempDir
    private static Path directory;

    private static NodesInOneJvm nodes;
    private static NodesHttp http;

    @BeforeAll
    static void startCluster() throws Exception {
        nodes = new NodesInOneJvm(3, directory, SETTINGS);
        http = new NodesHttp(nodes);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(nodes.ids()).allMatch(id -> nodes.status(id).getReady()));
    }

    @AfterAll
    static void stopCluster() throws Exception {
        nodes.close();
    }

    @Test
    void byServiceAndAddress() throws Exception {
        for (List<String> pair : pairs()) {
            String one = pair.get(0);
            String other = pair.get(1);
            String body = """
                    {"service":"user-service","address":"http://10.0.0.7:8080"}""";
            assertSays(post(one, "/register", body), 200, """
                    {"status":"registered","message":"Service user-service registered at http://10.0.0.7:8080"}""");
            assertSays(post(other, "/heartbeat", body), 200, """
                    {"status":"ok","message":"Heartbeat of user-service received from http://10.0.0.7:8080"}""");
            assertThat(get(other, "/discover/user-service").body()).matches("""
                    \\{"service":"user-service","instances":\\[\\{"address":"http://10\\.0\\.0\\.7:8080",\
                    "uptime_seconds":[0-9]+}],"count":1}""");
            assertThat(get(other, "/services").body()).contains("""
                    "user-service":{"total_instances":1,"active_instances":1}""");
            assertSays(post(one, "/deregister", body), 200, """
                    {"status":"deregistered","message":"Service user-service deregistered at http://10.0.0.7:8080"}""");
            assertThat(get(other, "/discover/user-service").statusCode()).isEqualTo(404);
            assertThat(post(other, "/deregister", body).statusCode()).isEqualTo(404);
            assertThat(post(other, "/heartbeat", body).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void byNameHostAndPort() throws Exception {
        for (List<String> pair : pairs()) {
            String one = pair.get(0);
            String other = pair.get(1);
            assertSays(post(one, "/register", """
                    {"serviceName":"orders","host":"10.0.0.8","port":9000}"""), 200, """
                    {"id":"orders:10.0.0.8:9000","status":"registered",\
                    "message":"Service orders registered at http://10.0.0.8:9000"}""");
            assertSays(send("PUT", other, "/heartbeat/orders:10.0.0.8:9000", ""), 200, """
                    {"id":"orders:10.0.0.8:9000","status":"ok"}""");
            assertThat(get(other, "/services/orders/instances").body()).startsWith("""
                            [{"id":"orders:10.0.0.8:9000","host":"10.0.0.8","port":9000,""");
            assertSays(send("DELETE", other, "/deregister/orders:10.0.0.8:9000", ""), 200, """
                    {"id":"orders:10.0.0.8:9000","status":"deregistered"}""");
            assertThat(send("PUT", one, "/heartbeat/orders:10.0.0.8:9000", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void byNameAndAddress() throws Exception {
        for (List<String> pair : pairs()) {
            String one = pair.get(0);
            String other = pair.get(1);
            String body = """
                    {"serviceName":"billing","serviceAddress":"10.0.0.9:3000"}""";
            assertSays(post(one, "/register", body), 200, "Service billing registered.");
            assertThat(get(other, "/services?format=addresses").body()).contains("""
                    "billing":["10.0.0.9:3000"]""");
            assertSays(post(other, "/deregister", body), 200, "Service billing deregistered.");
            assertSays(post(one, "/deregister", body), 200, "Service billing deregistered.");
            assertThat(post(one, "/register", """
                    {"serviceName":"billing"}""").body()).startsWith("Invalid request data: serviceAddress: absent");
        }
    }

    @Test
    void whoeverFallsSilentLapsesComesBackAndIsRemovedInTheEnd() throws Exception {
        String leader = leader();
        String follower = nodes.others(leader).get(0);
        String body = """
                {"service":"silent","address":"http://10.0.0.7:8080","ttl_seconds":5}""";
        assertThat(post(follower, "/register", body).statusCode()).isEqualTo(200);
        for (String asked : List.of(leader, follower)) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(get(asked, "/discover/silent").body()).isEqualTo("""
                                    {"service":"silent","instances":[],"count":0}"""));
        }
        assertThat(post(follower, "/heartbeat", body).statusCode()).isEqualTo(200);
        assertThat(get(leader, "/discover/silent").body()).contains("\"count\":1");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(get(follower, "/discover/silent").statusCode())
                                .isEqualTo(404));
        assertThat(post(leader, "/heartbeat", body).statusCode()).isEqualTo(404);
    }

    /** A follower that has not heard of a registration yet must not take its heartbeat for one of nobody. */
    @Test
    void aHeartbeatElsewhereRightAfterARegistrationIsNeverUnknown() throws Exception {
        String leader = leader();
        List<String> followers = nodes.others(leader);
        for (int i = 0; i < 100; i++) {
            String body = """
                    {"service":"quick","address":"http://10.0.0.7:%d","ttl_seconds":60}""".formatted(1_000 + i);
            assertThat(post(leader, "/register", body).statusCode()).isEqualTo(200);
            assertThat(post(followers.get(i % 2), "/heartbeat", body).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void everyNodeSaysThatItIsWell() throws Exception {
        String leader = leader();
        assertSays(get(leader, "/health"), 200, """
                {"status":"healthy","node":"%s","role":"leader"}""".formatted(leader));
        for (String follower : nodes.others(leader)) {
            assertSays(get(follower, "/health"), 200, """
                    {"status":"healthy","node":"%s","role":"follower"}""".formatted(follower));
        }
    }

    /** The leader and a follower, either way round. */
    private static List<List<String>> pairs() {
        String leader = leader();
        String follower = nodes.others(leader).get(0);
        return List.of(List.of(leader, follower), List.of(follower, leader), List.of(follower, follower));
    }

    private static String leader() {
        return nodes.ids().stream()
                .filter(id -> nodes.status(id).getHeader().getRole() == NodeRole.NODE_ROLE_LEADER)
                .findFirst()
                .orElseThrow();
    }

    private static void assertSays(HttpResponse<String> answer, int status, String body) {
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(status);
    }

    private HttpResponse<String> post(String node, String path, String body) throws Exception {
        return send("POST", node, path, body);
    }

    private HttpResponse<String> get(String node, String path) throws Exception {
        return send("GET", node, path, "");
    }

    private static HttpResponse<String> send(String method, String node, String path, String body) throws Exception {
        return http.send(method, node, path, body);
    }
}
