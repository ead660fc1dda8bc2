package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Requests to the nodes' HTTP ports. */
final class NodesHttp {
    private final HttpClient client = HttpClient.newHttpClient();
    private final NodesInOneJvm nodes;

    NodesHttp(NodesInOneJvm nodes) {
        this.nodes = nodes;
    }

    HttpResponse<String> send(String method, String node, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(nodes.http(node) + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("content-type", "application/json");
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    JsonNode ok(String method, String node, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, node, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }
}
