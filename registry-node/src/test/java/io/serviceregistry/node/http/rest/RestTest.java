package io.serviceregistry.node.http.rest;

import static io.serviceregistry.node.http.rest.RestDoor.PAYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.replication.IndeterminateOutcomeException;
import io.serviceregistry.node.replication.NoQuorumException;
import io.serviceregistry.node.replication.NotProposedException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The public API over real HTTP. What the services behind it promise is the business of their own tests. */
class RestTest {
    private static final String I1 = PAYMENTS + "/instances/i-1";

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
    void anInstanceIsRegisteredAndFound() throws Exception {
        JsonNode registered = rest.ok(rest.send("POST", PAYMENTS + "/instances", """
                {"instance": {"key": {"instance_id": "i-1"},
                  "endpoints": [{"name": "http", "uri": "http://10.0.0.7:8080"}],
                  "metadata": {"version": "2"}, "tags": ["canary"], "zone": "a", "weight": 10, "status": "up",
                  "lease": {"ttl_millis": 30000, "removeAfterMillis": "5000"}}}
                """));
        assertThat(registered.get("lease_id").asText()).isEqualTo("1");
        assertThat(registered.get("ttl_millis").asText()).isEqualTo("30000");
        assertThat(registered.at("/header/cluster_id").asText()).isEqualTo("local");
        assertThat(registered.at("/header/revision").asText()).isEqualTo("1");

        JsonNode found = rest.ok(rest.get(PAYMENTS + "/instances?filter=all&selector=version%3D2"));
        assertThat(found.get("matching").asInt()).isEqualTo(1);
        assertThat(found.at("/instances/0/spec/endpoints/0/uri").asText()).isEqualTo("http://10.0.0.7:8080");
        assertThat(found.at("/instances/0/spec/lease/remove_after_millis").asText())
                .isEqualTo("5000");
        assertThat(found.at("/instances/0/status").asText()).isEqualTo("EFFECTIVE_STATUS_UP");
        assertThat(rest.ok(rest.get(I1)).get("instance")).isEqualTo(found.at("/instances/0"));
        assertThat(rest.ok(rest.get("/v1/namespaces/default/services"))
                        .at("/services/0/total")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void anEmptyAnswerIsThereAndSaysWhy() throws Exception {
        JsonNode found = rest.ok(rest.get(PAYMENTS + "/instances"));
        assertThat(found.get("instances").isArray()).isTrue();
        assertThat(found.get("empty_reason").asText()).isEqualTo("EMPTY_REASON_NO_SUCH_SERVICE");
    }

    @Test
    void whatIsWithinAnIdIsNoPartOfThePath() throws Exception {
        rest.register("a/b+c%");
        JsonNode found = rest.ok(rest.get(PAYMENTS + "/instances/a%2Fb+c%25"));
        assertThat(found.at("/instance/spec/key/instance_id").asText()).isEqualTo("a/b+c%");
        rest.problem(rest.get(PAYMENTS + "/instances/a/b+c%25"), 404, "NOT_FOUND");
    }

    @Test
    void leasesAreRenewed() throws Exception {
        rest.register("i-1");
        JsonNode renewed = rest.ok(rest.send("POST", "/v1/leases:renew", "{\"lease_ids\": [1, \"99\"]}"));
        assertThat(renewed.at("/renewals/0/status").asText()).isEqualTo("RENEWAL_STATUS_RENEWED");
        assertThat(renewed.at("/renewals/1/status").asText()).isEqualTo("RENEWAL_STATUS_UNKNOWN");
    }

    @Test
    void anInstanceIsUpdatedAndDeregistered() throws Exception {
        rest.register("i-1");
        JsonNode updated = rest.ok(rest.send("PATCH", I1, """
                {"lease_id": "1", "status": "REPORTED_STATUS_DRAINING", "metadata": {"entries": {"a": "b"}}}
                """));
        assertThat(updated.get("modified_revision").asText()).isEqualTo("2");
        assertThat(rest.ok(rest.get(I1)).at("/instance/spec/metadata/a").asText())
                .isEqualTo("b");

        rest.problem(rest.send("DELETE", I1 + "?lease_id=7", ""), 404, "LEASE_UNKNOWN");
        rest.ok(rest.send("DELETE", I1 + "?lease_id=1", ""));
        rest.problem(rest.get(I1), 404, "INSTANCE_NOT_FOUND");
    }

    @Test
    void operatorsSteerTheCluster() throws Exception {
        assertThat(rest.ok(rest.get("/v1/status")).get("version").asText()).isEqualTo("1.2.3");
        assertThat(rest.ok(rest.get("/v1/members")).at("/members/0/node_id").asText())
                .isEqualTo("n1");
        rest.ok(rest.send("POST", "/v1/leadership:transfer", "{\"node_id\": \"n2\"}"));
        rest.ok(rest.send("POST", "/v1/leadership:transfer", ""));
        assertThat(rest.door.control.transfers).containsExactly(Optional.of("n2"), Optional.empty());

        rest.register("i-1");
        rest.ok(rest.send("PUT", I1 + "/override", "{\"status\": \"down\", \"owner\": \"me\"}"));
        assertThat(rest.ok(rest.get(I1)).at("/instance/override/owner").asText())
                .isEqualTo("me");
        rest.ok(rest.send("DELETE", I1 + "/override", ""));
        rest.problem(rest.send("DELETE", I1 + "/override", ""), 404, "OVERRIDE_NOT_FOUND");
        rest.problem(rest.send("DELETE", PAYMENTS + "/hold", ""), 400, "SERVICE_NOT_HELD");
    }

    @Test
    void servicesAndZonesAreOverriddenWhereTheirPathsAre() throws Exception {
        rest.register("i-1");
        String zone = "/v1/namespaces/default/zones/zone-a/override";
        JsonNode tooLow = rest.problem(rest.send("PUT", zone, "{\"status\": \"down\"}"), 400, "FEATURE_LEVEL_TOO_LOW");
        assertThat(tooLow.at("/particulars/required_level").asText()).isEqualTo("2");
        assertThat(tooLow.at("/particulars/feature_level").asText()).isEqualTo("1");

        rest.door.log.change(registry -> registry.apply(new RaiseFeatureLevel(registry.term(), 2)));
        rest.ok(rest.send("PUT", PAYMENTS + "/override", "{\"status\": \"draining\", \"owner\": \"me\"}"));
        rest.ok(rest.send("PUT", zone, "{\"status\": \"down\", \"expires_after_millis\": 60000}"));
        JsonNode override = rest.ok(rest.get(I1)).at("/instance/override");
        assertThat(override.at("/service/service").asText()).isEqualTo("payments");
        assertThat(override.at("/owner").asText()).isEqualTo("me");

        JsonNode first = rest.ok(rest.get("/v1/overrides?page_size=1"));
        assertThat(first.at("/overrides/0/service/namespace").asText()).isEqualTo("default");
        JsonNode second = rest.ok(rest.get("/v1/overrides?page_size=1&page_token="
                + first.at("/next_page_token").asText()));
        assertThat(second.at("/overrides/0/zone/zone").asText()).isEqualTo("zone-a");
        assertThat(second.at("/next_page_token").asText()).isEmpty();

        rest.ok(rest.send("DELETE", PAYMENTS + "/override", ""));
        rest.problem(rest.send("DELETE", PAYMENTS + "/override", ""), 404, "OVERRIDE_NOT_FOUND");
        rest.ok(rest.send("DELETE", zone, ""));
        assertThat(rest.ok(rest.get("/v1/overrides")).at("/overrides")).isEmpty();
    }

    @Test
    void errorsOfWritesSayWhetherTheyWereApplied() throws Exception {
        rest.register("i-1");
        JsonNode exists = rest.problem(rest.send("POST", PAYMENTS + "/instances", """
                {"instance": {"key": {"instance_id": "i-1"}}, "if_absent": true}
                """), 409, "INSTANCE_EXISTS");
        assertThat(exists.at("/particulars/lease_id").asText()).isEqualTo("1");
        assertThat(exists.at("/particulars/outcome").asText()).isEqualTo("not_applied");

        rest.door.log.failWith(new IndeterminateOutcomeException("nobody knows"));
        JsonNode unknown = rest.problem(rest.send("DELETE", I1, ""), 504, "INDETERMINATE");
        assertThat(unknown.at("/particulars/outcome").asText()).isEqualTo("indeterminate");

        rest.door.log.failWith(new NotProposedException(NotProposedException.Reason.OVERLOADED));
        var busy = rest.send("DELETE", I1, "");
        JsonNode overloaded = rest.problem(busy, 429, "OVERLOADED");
        assertThat(overloaded.at("/particulars/retry_after_millis").asText()).isEqualTo("500");
        assertThat(busy.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void aNodeThatMayNotAnswerSaysSo() throws Exception {
        rest.door.barrier = CompletableFuture.failedFuture(new NoQuorumException("no majority"));
        JsonNode refused = rest.problem(rest.get(I1), 503, "NO_QUORUM");
        assertThat(refused.at("/particulars/outcome").isMissingNode()).isTrue();
        JsonNode local = rest.ok(rest.get(PAYMENTS + "/instances?read.consistency=local"));
        assertThat(local.at("/header/age_millis").asText()).isEqualTo("250");
        rest.door.admission.stop();
        rest.problem(rest.get(PAYMENTS + "/instances?read.consistency=local"), 503, "STOPPING");
    }

    @Test
    void aPathSaysWhatItTakes() throws Exception {
        var answer = rest.send("POST", I1, "{}");
        JsonNode problem = rest.problem(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(problem.get("detail").asText()).isEqualTo("POST " + I1 + ": the path takes GET, PATCH, DELETE");
        assertThat(answer.headers().firstValue("allow")).contains("GET, PATCH, DELETE");
        rest.problem(rest.get("/v1/leases"), 404, "NOT_FOUND");
    }

    @Test
    void leaseStateIsAnsweredToThoseWhoAsk() throws Exception {
        rest.ok(rest.send("POST", PAYMENTS + "/instances", "{\"instance\": {\"key\": {\"instance_id\": \"i-1\"}}}"));
        rest.ok(rest.send("POST", "/v1/leases:renew", "{\"lease_ids\": [1]}"));
        assertThat(rest.ok(rest.get(I1)).at("/instance").has("renewals")).isFalse();
        assertThat(rest.ok(rest.get(I1)).at("/instance").has("lease_remaining_millis"))
                .isFalse();
        for (JsonNode instance : new JsonNode[] {
            rest.ok(rest.get(I1 + "?with_lease_state=true")).at("/instance"),
            rest.ok(rest.get(PAYMENTS + "/instances?with_lease_state=true")).at("/instances/0")
        }) {
            assertThat(instance.get("renewals").asText()).isEqualTo("1");
            assertThat(instance.get("lease_remaining_millis").asText()).isEqualTo("15000");
        }
    }
}
