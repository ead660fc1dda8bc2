package io.serviceregistry.node.http.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serviceregistry.node.service.AdmissionControl;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Watches by one request after the other. */
class WatchPollTest {
    private static final String POLL = "/v1/watch:poll?services=payments";

    private RestDoor rest;

    @BeforeEach
    void open() throws Exception {
        rest = RestDoor.open();
        rest.register("i-1");
    }

    @AfterEach
    void close() throws Exception {
        rest.close();
    }

    @Test
    void theFirstIsAnsweredWithAllThatMatches() throws Exception {
        JsonNode all = rest.ok(rest.get(POLL));
        assertThat(all.get("cluster_id").asText()).isEqualTo("local");
        assertThat(all.get("revision").asText()).isEqualTo("1");
        assertThat(all.at("/responses/0/snapshot/instances")).hasSize(1);
        assertThat(all.at("/responses/1/synced").isObject()).isTrue();
        await().untilAsserted(() -> assertThat(rest.door.hub.open()).isZero());
    }

    @Test
    void theNextIsAnsweredWithWhatChangedSince() throws Exception {
        rest.register("i-2");
        JsonNode changes = rest.ok(rest.get(POLL + "&after=1&cluster_id=local"));
        assertThat(changes.get("revision").asText()).isEqualTo("2");
        assertThat(changes.at("/responses")).hasSize(1);
        assertThat(changes.at("/responses/0/changes/events/0/key/instance_id").asText())
                .isEqualTo("i-2");
    }

    @Test
    void aChangeEndsTheWait() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = rest.sendAsync(rest.request(POLL + "&after=1&wait=60s"));
        await().untilAsserted(() -> assertThat(rest.door.hub.open()).isEqualTo(1));
        rest.register("orders", "o-1", "");
        assertThat(waiting.isDone()).isFalse();
        rest.register("i-2");
        JsonNode changes = rest.ok(waiting.get());
        assertThat(changes.get("revision").asText()).isEqualTo("3");
        assertThat(changes.at("/responses/0/changes/from_revision").asText()).isEqualTo("1");
    }

    @Test
    void whenNothingChangesTheAnswerSaysHowFarItIs() throws Exception {
        JsonNode nothing = rest.ok(rest.get(POLL + "&after=1&wait=10ms"));
        assertThat(nothing.get("revision").asText()).isEqualTo("1");
        assertThat(nothing.at("/responses/0/bookmark/revision").asText()).isEqualTo("1");
    }

    @Test
    void whatCannotBeToldAnyMoreIsReplaced() throws Exception {
        JsonNode all = rest.ok(rest.get(POLL + "&after=7&cluster_id=elsewhere"));
        assertThat(all.at("/responses/0/resync/reason").asText()).isEqualTo("RESYNC_REASON_OTHER_CLUSTER");
        assertThat(all.at("/responses/1/snapshot/instances")).hasSize(1);
        assertThat(all.at("/responses/2/synced").isObject()).isTrue();
        assertThat(all.get("cluster_id").asText()).isEqualTo("local");
    }

    @Test
    void aPollThatIsCutSaysWhy() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = rest.sendAsync(rest.request(POLL + "&after=1&wait=60s"));
        await().untilAsserted(() -> assertThat(rest.door.hub.open()).isEqualTo(1));
        rest.door.hub.endAll(AdmissionControl.stopping());
        rest.problem(waiting.get(), 503, "STOPPING");
    }

    @Test
    void wrongPollsAreRefused() throws Exception {
        for (String wrong : new String[] {"wait=61s", "wait=1", "wait=-1s", "wait=1s&wait=1s", "after=x", "after=-1"}) {
            JsonNode problem = rest.problem(rest.get(POLL + '&' + wrong), 400, "INVALID_FIELD");
            assertThat(problem.at("/particulars/field").asText()).isEqualTo(wrong.substring(0, wrong.indexOf('=')));
        }
        rest.problem(rest.get(POLL + "&resume.revision=1"), 400, "INVALID_FIELD");
        rest.problem(rest.get(POLL + "&after=2"), 400, "REVISION_IN_FUTURE");
    }
}
