package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whichever door of whichever node somebody registers at, every other door of every other node knows it when he is answered. */
class EveryDoorClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SERVICE = "matrix";

    @TempDir
    private static Path directory;

    private static NodesInOneJvm nodes;
    private static List<ClientDoor> doors;
    private static NodesHttp http;

    @BeforeAll
    static void startCluster() throws Exception {
        nodes = new NodesInOneJvm(3, directory, """
                stop:
                  drain: 100ms
                  leadership: 500ms
                """);
        doors = ClientDoor.of(nodes);
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
    void whatOneDoorIsToldEveryOtherKnowsByTheSameCommit() throws Exception {
        List<String> expected = new ArrayList<>();
        for (ClientDoor writer : doors) {
            for (String node : nodes.ids()) {
                String address = "http://10.0.0.7:" + (8000 + expected.size());
                expected.add(address);
                long before = revision(node);
                writer.register(node, SERVICE, address);
                assertEveryDoorAnswers(expected, writer + " of " + node + " was told of " + address);
                assertTheSameCommitIsWatched(before, address);
            }
        }
        Collections.rotate(expected, nodes.ids().size()); // so that each door takes out what another was told of
        for (ClientDoor writer : doors) {
            for (String node : nodes.ids()) {
                String address = expected.remove(0);
                writer.deregister(node, SERVICE, address);
                assertEveryDoorAnswers(expected, writer + " of " + node + " took out " + address);
            }
        }
    }

    @Test
    void everyRouteOfTheHttpDoorIsDescribed() throws Exception {
        JsonNode paths = http.ok("GET", "n1", "/openapi.json", "").get("paths");
        Set<String> described = new TreeSet<>();
        paths.properties().forEach(path -> {
            String shape = path.getKey().replaceAll("\\{[^}]*}", "{}");
            described.add(shape);
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + ' ' + shape));
        });
        // But for pages, which people look at.
        List<String> routes = nodes.routes("n1").stream()
                .filter(route -> !route.matches("(GET |HEAD )?/(ui(/.*)?)?"))
                .toList();
        assertThat(routes)
                .hasSizeGreaterThan(20)
                .allSatisfy(route -> assertThat(described)
                        .contains(route.replaceAll("\\{[^}]*}", "{}").replaceAll("/:[^/]*", "/{}")));
    }

    private void assertEveryDoorAnswers(List<String> expected, String after) throws Exception {
        for (ClientDoor reader : doors) {
            for (String node : nodes.ids()) {
                assertThat(reader.addresses(node, SERVICE))
                        .as("%s of %s, after %s", reader, node, after)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    /** One registration is one revision, and watches of any node and door tell the instance at that revision. */
    private void assertTheSameCommitIsWatched(long before, String address) throws Exception {
        for (String node : nodes.ids()) {
            JsonNode polled = http.ok(
                            "GET",
                            node,
                            "/v1/watch:poll?services=%s&cluster_id=%s&after=%d"
                                    .formatted(SERVICE, NodesInOneJvm.CLUSTER_ID, before),
                            "")
                    .at("/responses/0/changes");
            assertThat(polled.get("to_revision").asLong()).isEqualTo(before + 1);
            assertThat(polled.at("/events/0/key/instance_id").asText()).isEqualTo(address);
            assertThat(polled.get("events")).hasSize(1);
            WatchResponse watched = firstChange(node, before);
            assertThat(watched.getChanges().getToRevision()).isEqualTo(before + 1);
            assertThat(watched.getChanges().getEvents(0).getKey().getInstanceId())
                    .isEqualTo(address);
        }
    }

    private static WatchResponse firstChange(String node, long after) {
        Iterator<WatchResponse> watch = nodes.discovery(node)
                .watch(WatchRequest.newBuilder()
                        .addServices(SERVICE)
                        .setResume(ResumePoint.newBuilder()
                                .setClusterId(NodesInOneJvm.CLUSTER_ID)
                                .setRevision(after))
                        .build());
        WatchResponse response = watch.next();
        while (!response.hasChanges()) {
            response = watch.next();
        }
        return response;
    }

    private static long revision(String node) {
        return nodes.status(node).getHeader().getRevision();
    }
}
