package io.serviceregistry.node.boot;

import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.serviceregistry.node.config.NodeConfigLoader;
import io.serviceregistry.node.metrics.Samples;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real node with a door for HTTP, and a scraper. Takes no part in an election when it is one of three. */
final class MeasuredNode implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Integer> ports = FreePorts.find(12);
    private final Node node;
    private final ManagedChannel channel;

    private MeasuredNode(Path directory, int members) throws StartException {
        StringBuilder yaml = new StringBuilder("cluster:\n  id: measured\n  members:\n");
        for (int i = 0; i < members; i++) {
            yaml.append(
                    "    - {id: n%d, grpc: \"127.0.0.1:%d\", http: \"127.0.0.1:%d\", peer: \"127.0.0.1:%d\", raft: \"127.0.0.1:%d\"}\n"
                            .formatted(
                                    i + 1,
                                    ports.get(4 * i),
                                    ports.get(4 * i + 1),
                                    ports.get(4 * i + 2),
                                    ports.get(4 * i + 3)));
        }
        yaml.append("node:\n  id: n1\n  data-dir: %s\n".formatted(directory.resolve("n1")));
        yaml.append("stop:\n  drain: 100ms\n");
        node = Node.start(NodeConfigLoader.parse(yaml.toString(), Map.of()), (kind, what, cause) -> {});
        channel = NettyChannelBuilder.forAddress("127.0.0.1", ports.get(0))
                .usePlaintext()
                .build();
    }

    /** A cluster of one that serves. */
    static MeasuredNode alone(Path directory) throws StartException {
        MeasuredNode measured = new MeasuredNode(directory, 1);
        await().atMost(Duration.ofSeconds(30)).until(measured.node::isReady);
        return measured;
    }

    /** One of three, the others of which are not there. */
    static MeasuredNode withoutQuorum(Path directory) throws Exception {
        // It has met them before: else it would wait for them, and take no part.
        Path data = Files.createDirectories(directory.resolve("n1"));
        DataDirectory.open(data, "measured", "n1").close();
        MembershipFile record = MembershipFile.open(data, false);
        record.write(record.current()
                .founding(Map.of("n1", record.current().incarnation(), "n2", "another", "n3", "a third")));
        return new MeasuredNode(directory, 3);
    }

    ManagedChannel channel() {
        return channel;
    }

    Samples scrape() {
        return Samples.parse(get("/metrics", "").body());
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ports.get(1) + path);
    }

    HttpResponse<String> get(String path, String accept) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
            if (!accept.isEmpty()) {
                request.header("accept", accept);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        var unused = node.stop();
    }
}
