package io.serviceregistry.node.http.rest;

import static io.serviceregistry.node.http.rest.RestDoor.PAYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.HttpResponse;
import io.serviceregistry.node.http.rest.EventReader.Event;
import io.serviceregistry.node.rpc.Door;
import io.serviceregistry.node.service.AdmissionControl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches by HTTP. What a watch promises is the business of {@code WatchSimulation}; here is how it is told. */
class WatchEventsTest {
    private static final String WATCH = "/v1/watch?services=payments";
    private static final String MUCH = "x".repeat(8_000);

    private RestDoor rest;

    @BeforeEach
    void open() throws Exception {
        rest = RestDoor.open();
    }

    @AfterEach
    void close() throws Exception {
        rest.close();
    }

    @Test
    void aWatchBeginsWithWhatThereIsAndGoesOnWithEveryChange() throws Exception {
        rest.register("i-1");
        try (EventReader reader = rest.watch(WATCH + "&services=orders&filter=all")) {
            Event snapshot = reader.next("snapshot");
            assertThat(snapshot.data().at("/snapshot/instances")).hasSize(1);
            assertThat(snapshot.data().at("/snapshot/instances/0").has("renewals"))
                    .isFalse();
            assertThat(snapshot.id()).isEmpty();
            Event synced = reader.next("synced");
            assertThat(synced.id()).isEqualTo("local:1");
            assertThat(synced.data().at("/synced/services")).hasSize(2);
            assertThat(Integer.parseInt(synced.retry())).isBetween(1, 100);

            rest.register("orders", "o-1", "");
            Event joined = reader.next("changes");
            assertThat(joined.id()).isEqualTo("local:2");
            assertThat(joined.data().at("/changes/events/0/kind").asText()).isEqualTo("WATCH_EVENT_KIND_JOINED");
            rest.ok(rest.send("DELETE", PAYMENTS + "/instances/i-1", ""));
            assertThat(reader.next("changes")
                            .data()
                            .at("/changes/events/0/kind")
                            .asText())
                    .isEqualTo("WATCH_EVENT_KIND_LEFT");
        }
    }

    @Test
    void aReaderThatComesBackGoesOnWhereItWas() throws Exception {
        rest.register("i-1");
        rest.register("i-2");
        String there = WATCH + "&resume.cluster_id=local&resume.revision=0";
        try (EventReader reader = rest.watch(rest.request(there).header("last-event-id", "local:1"))) {
            JsonNode changes = reader.next("changes").data().get("changes");
            assertThat(changes.get("from_revision").asText()).isEqualTo("1");
            assertThat(changes.at("/events/0/key/instance_id").asText()).isEqualTo("i-2");
        }
        try (EventReader reader = rest.watch(rest.request(WATCH).header("last-event-id", "elsewhere:7"))) {
            assertThat(reader.next("resync").data().at("/resync/reason").asText())
                    .isEqualTo("RESYNC_REASON_OTHER_CLUSTER");
        }
        rest.problem(rest.send(rest.request(WATCH).header("last-event-id", "local:3")), 400, "REVISION_IN_FUTURE");
        for (String wrong : new String[] {"local", "local:", ":1", "local:-1", "local:x"}) {
            JsonNode problem =
                    rest.problem(rest.send(rest.request(WATCH).header("last-event-id", wrong)), 400, "INVALID_FIELD");
            assertThat(problem.at("/particulars/field").asText()).isEqualTo("last-event-id");
        }
    }

    @Test
    void aQuietStreamIsKeptAlive() throws Exception {
        try (EventReader reader = rest.watch(WATCH)) {
            reader.next("synced");
            rest.register("orders", "o-1", "");
            for (int i = 0; i < 5; i++) {
                rest.door.hub.tick();
            }
            Event bookmark = reader.next("bookmark");
            assertThat(bookmark.id()).isEqualTo("local:1");
            assertThat(bookmark.data().at("/bookmark/header/age_millis").asText())
                    .isEqualTo("250");
        }
    }

    @Test
    void aStreamThatIsCutSaysWhy() throws Exception {
        try (EventReader reader = rest.watch(WATCH)) {
            reader.next("synced");
            rest.door.hub.endAll(AdmissionControl.stopping());
            JsonNode problem = reader.next("error").data();
            assertThat(problem.get("reason").asText()).isEqualTo("STOPPING");
            assertThat(problem.get("status").asInt()).isEqualTo(503);
            reader.next("end");
        }
    }

    @Test
    void whatCannotBeginIsAnError() throws Exception {
        JsonNode problem = rest.problem(rest.get(WATCH + "&selector=!"), 400, "INVALID_FIELD");
        assertThat(problem.at("/particulars/field").asText()).isEqualTo("selector");
        rest.problem(rest.get("/v1/watch?service=payments"), 400, "INVALID_FIELD");
        assertThat(rest.door.hub.open()).isZero();
    }

    @Test
    void aReaderThatIsGoneLeavesNothingBehind() throws Exception {
        EventReader first = rest.watch(WATCH);
        first.next("synced");
        for (int i = 1; i < Door.MAX_WATCHES; i++) {
            rest.watch(WATCH).next("synced");
        }
        assertThat(rest.problem(rest.get(WATCH), 429, "TOO_MANY_WATCHES")
                        .at("/particulars/limit")
                        .asInt())
                .isEqualTo(Door.MAX_WATCHES);
        first.close();
        await().untilAsserted(() -> assertThat(rest.door.hub.open()).isLessThan(Door.MAX_WATCHES));
        rest.watch(WATCH).next("synced");
    }

    @Test
    void aStreamAmongOthersOfAConnectionMayBeCancelled() throws Exception {
        HttpResponse response = WebClient.of("h2c://127.0.0.1:" + rest.port()).get(WATCH);
        await().untilAsserted(() -> assertThat(rest.door.hub.open()).isEqualTo(1));
        response.abort();
        await().untilAsserted(() -> assertThat(rest.door.hub.open()).isZero());
    }

    @Test
    void whoDoesNotReadIsGivenUpAndDelaysNobody() throws Exception {
        try (Socket slow = new Socket();
                EventReader quick = rest.watch(WATCH)) {
            quick.next("synced");
            slow.setReceiveBufferSize(4 << 10);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rest.port()));
            slow.getOutputStream()
                    .write(("GET " + WATCH + " HTTP/1.1\r\nhost: here\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            await().untilAsserted(() -> assertThat(rest.door.hub.open()).isEqualTo(2));
            // More than the system buffers of a connection, and then the history.
            int changes = 12 * Door.HISTORY_BYTES / MUCH.length();
            for (int i = 0; i < changes; i++) {
                rest.register("payments", "i-1", MUCH);
                quick.next("changes");
            }
            rest.door.hub.tick();
            assertThat(rest.door.hub.open()).as("watches on the node").isEqualTo(1);
        }
    }
}
