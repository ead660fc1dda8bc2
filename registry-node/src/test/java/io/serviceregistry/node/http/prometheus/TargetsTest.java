package io.serviceregistry.node.http.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.http.HttpDoor;
import io.serviceregistry.node.testkit.Fixtures;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Prometheus is told of whom to scrape. */
class TargetsTest {
    private static final int MAX_BYTES = 4_000;

    private HttpDoor door;

    @BeforeEach
    void open() throws Exception {
        door = HttpDoor.open(behind -> new TargetRoutes(behind.discovery(), Runnable::run, MAX_BYTES));
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void everyEndpointOfAHealthyInstanceIsATargetThatSaysWhatItIs() throws Exception {
        register(spec("default", "payments", "p/1", "http://10.0.0.7:8080/base", "https://[2001:db8::7]"));
        HttpResponse<String> answer = door.get("/prometheus/sd");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.headers().firstValue("x-registry-age-millis")).contains("250");
        String labels = "\"__meta_registry_held\":\"false\",\"__meta_registry_instance_id\":\"p/1\","
                + "\"__meta_registry_metadata_a_b\":\"first \\\"ü\\\"\",\"__meta_registry_metadata_version\":\"2\","
                + "\"__meta_registry_namespace\":\"default\",\"__meta_registry_scheme\":\"%s\","
                + "\"__meta_registry_service\":\"payments\",\"__meta_registry_status\":\"UP\","
                + "\"__meta_registry_tags\":\",blue,green,\",\"__meta_registry_zone\":\"a\"}}";
        assertThat(answer.body())
                .isEqualTo("[{\"targets\":[\"10.0.0.7:8080\"],\"labels\":{\"__meta_registry_endpoint_name\":\"e0\","
                        + labels.formatted("http")
                        + ",{\"targets\":[\"[2001:db8::7]:443\"],\"labels\":{\"__meta_registry_endpoint_name\":\"e1\","
                        + labels.formatted("https") + ']');
    }

    @Test
    void thoseWhoAreAnsweredAreThoseWhoAreDiscovered() throws Exception {
        register(spec("default", "payments", "p1", "http://10.0.0.1:80"));
        register(spec("default", "payments", "p2", "http://10.0.0.2:80").withStatus(Status.DOWN));
        register(spec("default", "orders", "o1", "http://10.0.0.3:80").withMetadata(Fixtures.metadata("version", "3")));
        register(spec("other", "payments", "x1", "http://10.0.0.4:80"));
        register(spec("default", "quiet", "q1"));
        assertThat(targets("")).containsExactly("10.0.0.3:80", "10.0.0.1:80");
        assertThat(targets("?filter=ALL")).containsExactly("10.0.0.3:80", "10.0.0.1:80", "10.0.0.2:80");
        assertThat(targets("?service=payments")).containsExactly("10.0.0.1:80");
        assertThat(targets("?service=nobody")).isEmpty();
        assertThat(targets("?namespace=other")).containsExactly("10.0.0.4:80");
        assertThat(targets("?selector=version%3D3")).containsExactly("10.0.0.3:80");
        assertThat(targets("?selector=version%3D3&service=payments")).isEmpty();
        assertThat(targets("?endpoint=e0&service=orders")).containsExactly("10.0.0.3:80");
        assertThat(targets("?endpoint=metrics")).isEmpty();
    }

    @Test
    void aNodeThatDoesNotKnowSaysSoAndNeverThatThereIsNothing() throws Exception {
        door.readiness.notReady(Optional.of("it starts"));
        problem("", 503, "NOT_READY");
        door.readiness.notReady(Optional.empty());
        door.readiness.diverges("differs at 7");
        problem("", 503, "STATE_DIVERGED");
    }

    @Test
    void withoutAMajorityScrapingGoesOn() throws Exception {
        register(spec("default", "payments", "p1", "http://10.0.0.1:80"));
        door.barrier = new CompletableFuture<>();
        assertThat(targets("")).containsExactly("10.0.0.1:80");
    }

    @Test
    void whatIsNotUnderstoodIsRefused() throws Exception {
        assertThat(problem("?services=payments", 400, "INVALID_FIELD")
                        .at("/particulars/field")
                        .asText())
                .isEqualTo("services");
        assertThat(problem("?service=a&service=b", 400, "INVALID_FIELD")
                        .at("/particulars/rule")
                        .asText())
                .isEqualTo("at most one");
        problem("?filter=some", 400, "INVALID_FIELD");
        problem("?selector=,", 400, "INVALID_FIELD");
        problem("?service=a%20b", 400, "INVALID_FIELD");
        problem("?namespace=a%20b", 400, "INVALID_FIELD");
    }

    @Test
    void moreThanOneAnswerMayHoldIsRefusedAndNotCutShort() throws Exception {
        for (int i = 0; i < 20; i++) {
            register(spec("default", "payments", "p" + i, "http://10.0.0.1:80"));
        }
        assertThat(problem("", 429, "TOO_MANY_TARGETS").at("/particulars/limit").asInt())
                .isEqualTo(MAX_BYTES);
    }

    private List<String> targets(String query) throws Exception {
        HttpResponse<String> answer = door.get("/prometheus/sd" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> targets = new ArrayList<>();
        door.json(answer).forEach(group -> targets.add(group.at("/targets/0").asText()));
        return targets;
    }

    private JsonNode problem(String query, int status, String reason) throws Exception {
        HttpResponse<String> answer = door.get("/prometheus/sd" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(door.json(answer).get("reason").asText()).isEqualTo(reason);
        return door.json(answer);
    }

    private void register(InstanceSpec spec) {
        door.log.change(registry -> registry.register(new RegisterInstance(spec, Condition.NONE, 0)));
    }

    private static InstanceSpec spec(String namespace, String service, String id, String... uris) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String uri : uris) {
            endpoints.add(new Endpoint("e" + endpoints.size(), uri));
        }
        return new InstanceSpec(
                new InstanceKey(new ServiceKey(namespace, service), id),
                endpoints,
                new TreeMap<>(Map.of("version", "2", "a-b", "first \"ü\"", "a.b", "second")),
                List.of("green", "blue"),
                "a",
                100,
                Status.UP,
                List.of(),
                InstanceSpec.NO_TTL,
                InstanceSpec.NEVER_REMOVE);
    }
}
