package io.serviceregistry.node.http.small;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serviceregistry.node.core.command.DeregisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.model.Endpoint;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.http.HttpDoor;
import io.serviceregistry.node.testkit.Fixtures;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each call of the small registries' clients comes to, over real HTTP. */
class SmallRegistryTest {
    private static final String USERS = """
            {"service":"user-service","address":"http://10.0.0.7:8080"}""";
    private static final String ORDERS = """
            {"serviceName":"orders","host":"10.0.0.8","port":9000}""";
    private static final String BILLING = """
            {"serviceName":"billing","serviceAddress":"10.0.0.9:3000"}""";

    private HttpDoor door;

    @BeforeEach
    void open() throws Exception {
        door = HttpDoor.open(
                made -> new SmallRegistryRoutes(made.registrations(), made.discovery(), made::status, new Random(1)));
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Nested
    class Register {
        @Test
        void byServiceAndAddress() throws Exception {
            assertAnswer("POST", "/register", USERS, """
                    {"status":"registered","message":"Service user-service registered at http://10.0.0.7:8080"}""");
            assertLease(InstanceKey.of("default", "user-service", "http://10.0.0.7:8080"), 30_000, 30_000);
            assertThat(registered().endpoints()).containsExactly(new Endpoint("", "http://10.0.0.7:8080"));
            assertThat(((RegisterInstance) door.log.lastCommand()).condition()).isEqualTo(Condition.NONE);
        }

        @Test
        void byNameHostAndPort() throws Exception {
            assertAnswer("POST", "/register", ORDERS, """
                    {"id":"orders:10.0.0.8:9000","status":"registered",\
                    "message":"Service orders registered at http://10.0.0.8:9000"}""");
            assertLease(InstanceKey.of("default", "orders", "10.0.0.8:9000"), 90_000, 90_000);
            assertThat(registered().endpoints()).containsExactly(new Endpoint("", "http://10.0.0.8:9000"));
        }

        @Test
        void byNameAndAddress() throws Exception {
            HttpResponse<String> answer = door.send("POST", "/register", BILLING);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("Service billing registered.");
            assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
            InstanceSpec spec = registered();
            assertThat(spec.key()).isEqualTo(InstanceKey.of("default", "billing", "10.0.0.9:3000"));
            assertThat(spec.ttlMillis()).isEqualTo(InstanceSpec.NO_TTL);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "'service':'a','address':'http://h:1','ttl_seconds':5",
                    "'serviceName':'a','host':'h','port':1,'ttl_seconds':5",
                    "'serviceName':'a','serviceAddress':'h:1','ttl_seconds':5"
                })
        void theTtlMayBeGiven(String fields) throws Exception {
            door.send("POST", "/register", '{' + fields.replace('\'', '"') + '}');
            assertThat(registered().ttlMillis()).isEqualTo(5_000);
            assertThat(registered().removeAfterMillis()).isEqualTo(5_000);
        }

        @Test
        void whateverElseABodySaysIsKept() throws Exception {
            door.send("POST", "/register", """
                    {"service":"user-service","address":"http://10.0.0.7:8080","metadata":{"version":"2"},
                     "tags":["canary","blue"],"endpoints":[{"type":"amqp","url":"amqp://10.0.0.7:5672"}],
                     "authorizedRoles":["admin","user"],"weight":7,"ttl_seconds":null,"color":{"of":["no","interest"]}}
                    """);
            InstanceSpec spec = registered();
            assertThat(spec.metadata()).isEqualTo(Map.of("version", "2", "authorizedRoles", "admin,user"));
            assertThat(spec.tags()).containsExactly("blue", "canary");
            assertThat(spec.endpoints())
                    .containsExactly(
                            new Endpoint("", "http://10.0.0.7:8080"), new Endpoint("amqp", "amqp://10.0.0.7:5672"));
            assertThat(spec.weight()).isEqualTo(7);
            assertThat(spec.ttlMillis()).isEqualTo(30_000);
        }

        @Test
        void theSameAddressIsTheSameInstance() throws Exception {
            door.send("POST", "/register", USERS);
            door.send("POST", "/register", USERS);
            door.send("POST", "/register", ORDERS);
            door.send("POST", "/register", """
                    {"service":"orders","address":"10.0.0.8:9000"}""");
            assertThat(door.get("/discover/user-service").body()).contains("\"count\":1");
            assertThat(door.get("/discover/orders").body()).contains("\"count\":1");
        }

        @Test
        void noContentTypeIsTakenForJson() throws Exception {
            assertThat(door.send(door.request("/register").POST(BodyPublishers.ofString(USERS)))
                            .statusCode())
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @CsvSource({"::1", "[::1]"})
        void anIpv6AddressIsAHost(String host) throws Exception {
            assertThat(door.send("POST", "/register", ORDERS.replace("10.0.0.8", host))
                            .body())
                    .contains("\"id\":\"orders:::1:9000\"");
            assertThat(registered().endpoints()).containsExactly(new Endpoint("", "http://[::1]:9000"));
            assertThat(door.json(door.get("/services/orders/instances"))
                            .at("/0/host")
                            .asText())
                    .isEqualTo("::1");
            assertAnswer("PUT", "/heartbeat/orders:::1:9000", "", """
                    {"id":"orders:::1:9000","status":"ok"}""");
        }

        private InstanceSpec registered() {
            return ((RegisterInstance) door.log.lastCommand()).spec();
        }

        private void assertLease(InstanceKey key, long ttlMillis, long removeAfterMillis) {
            assertThat(registered().key()).isEqualTo(key);
            assertThat(registered().ttlMillis()).isEqualTo(ttlMillis);
            assertThat(registered().removeAfterMillis()).isEqualTo(removeAfterMillis);
        }
    }

    @Nested
    class Heartbeat {
        @Test
        void byServiceAndAddress() throws Exception {
            door.send("POST", "/register", USERS);
            assertAnswer("POST", "/heartbeat", USERS, """
                    {"status":"ok","message":"Heartbeat of user-service received from http://10.0.0.7:8080"}""");
        }

        @Test
        void byId() throws Exception {
            String id =
                    door.json(door.send("POST", "/register", ORDERS)).get("id").asText();
            assertAnswer("PUT", "/heartbeat/" + id, "", """
                    {"id":"orders:10.0.0.8:9000","status":"ok"}""");
        }

        @Test
        void bringsBackWhatHasLapsed() throws Exception {
            door.send("POST", "/register", USERS);
            lapse(30_000);
            assertThat(door.get("/discover/user-service").body()).contains("\"count\":0");
            assertThat(door.send("POST", "/heartbeat", USERS).statusCode()).isEqualTo(200);
            assertThat(door.get("/discover/user-service").body()).contains("\"count\":1");
        }

        @Test
        void ofWhatWasRemovedIsNotFound() throws Exception {
            door.send("POST", "/register", USERS);
            lapse(30_000);
            lapse(30_000);
            assertProblem(
                    door.send("POST", "/heartbeat", USERS),
                    404,
                    "INSTANCE_NOT_FOUND",
                    "no instance default/user-service/http://10.0.0.7:8080");
        }

        @Test
        void byTheIdOfAnotherRegistryIsNotFound() throws Exception {
            assertProblem(
                    door.send("PUT", "/heartbeat/6f1ad5c2-13a4", ""),
                    404,
                    "INSTANCE_NOT_FOUND",
                    "no instance has the id 6f1ad5c2-13a4");
        }
    }

    @Nested
    class Deregister {
        @Test
        void byServiceAndAddress() throws Exception {
            door.send("POST", "/register", USERS);
            assertAnswer("POST", "/deregister", USERS, """
                    {"status":"deregistered","message":"Service user-service deregistered at http://10.0.0.7:8080"}""");
            assertThat(door.get("/discover/user-service").statusCode()).isEqualTo(404);
            assertProblem(door.send("POST", "/deregister", USERS), 404, "INSTANCE_NOT_FOUND", "no such instance");
        }

        @Test
        void byNameAndAddressEvenWhatIsNotThere() throws Exception {
            door.send("POST", "/register", BILLING);
            for (int times = 0; times < 2; times++) {
                HttpResponse<String> answer = door.send("POST", "/deregister", BILLING);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("Service billing deregistered.");
            }
            assertThat(((DeregisterInstance) door.log.lastCommand()).leaseId()).isZero();
        }

        @Test
        void byId() throws Exception {
            door.send("POST", "/register", ORDERS);
            assertAnswer("DELETE", "/deregister/orders:10.0.0.8:9000", "", """
                    {"id":"orders:10.0.0.8:9000","status":"deregistered"}""");
            assertProblem(
                    door.send("DELETE", "/deregister/orders:10.0.0.8:9000", ""),
                    404,
                    "INSTANCE_NOT_FOUND",
                    "no such instance");
        }

        @Test
        void byAnIdWithSlashesInIt() throws Exception {
            door.send("POST", "/register", USERS);
            assertAnswer("DELETE", "/deregister/user-service:http:%2F%2F10.0.0.7:8080", "", """
                    {"id":"user-service:http://10.0.0.7:8080","status":"deregistered"}""");
        }
    }

    @Nested
    class Discover {
        @Test
        void theAddressesAndHowLongTheyAreThere() throws Exception {
            door.send("POST", "/register", BILLING);
            door.log.change(registry -> registry.advance(12_345));
            assertAnswer("GET", "/discover/billing", "", """
                    {"service":"billing","instances":[{"address":"10.0.0.9:3000","uptime_seconds":12}],"count":1}""");
        }

        @Test
        void whateverTheDoorThatItCameThrough() throws Exception {
            door.log.change(registry -> registry.register("payments/i-1"));
            assertAnswer("GET", "/discover/payments", "", """
                    {"service":"payments","instances":[{"address":"http://10.0.0.7:8080","uptime_seconds":0}],"count":1}""");
            assertThat(door.send("PUT", "/heartbeat/payments:i-1", "").statusCode())
                    .isEqualTo(200);
        }

        @Test
        void aServiceThatNobodyRegisteredIsNotFound() throws Exception {
            assertProblem(
                    door.get("/discover/nobody"), 404, "INSTANCE_NOT_FOUND", "no instance of nobody is registered");
            assertThat(door.get("/services/nobody/instances").statusCode()).isEqualTo(404);
        }

        @Test
        void whatIsHeldIsLabelled() throws Exception {
            door.log.change(registry -> {
                registry.registerMany("payments", 5, 30_000, 30_000);
                registry.advance(30_000);
                registry.expireAll();
                assertThat(registry.holds("payments")).isTrue();
            });
            JsonNode answer = door.json(door.get("/discover/payments"));
            assertThat(answer.get("count").asInt()).isEqualTo(5);
            assertThat(answer.at("/instances/0/held").asBoolean()).isTrue();
        }

        @Test
        void byTagAndMetadata() throws Exception {
            register("10.0.0.1:80", "\"tags\":[\"blue\",\"canary\"],\"metadata\":{\"version\":\"1\"}");
            register("10.0.0.2:80", "\"tags\":[\"blue\"],\"metadata\":{\"version\":\"2\",\"note\":\"a \\\"b\\\", c\"}");
            assertThat(addresses("?tag=blue")).containsExactly("10.0.0.1:80", "10.0.0.2:80");
            assertThat(addresses("?tag=blue&tag=canary")).containsExactly("10.0.0.1:80");
            assertThat(addresses("?meta.version=2")).containsExactly("10.0.0.2:80");
            assertThat(addresses("?meta.note=a%20%22b%22,%20c")).containsExactly("10.0.0.2:80");
            assertThat(addresses("?tag=canary&meta.version=2")).isEmpty();
            assertThat(addresses("?limit=1")).containsExactly("10.0.0.1:80");
            assertThat(addresses("?colour=red")).hasSize(2);
        }

        @Test
        void inTurns() throws Exception {
            for (int i = 1; i <= 3; i++) {
                register("10.0.0." + i + ":80", "\"tags\":[]");
            }
            for (String first : List.of("10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80", "10.0.0.1:80")) {
                assertThat(addresses("?order=round_robin&limit=1")).containsExactly(first);
            }
            assertThat(addresses("?order=random"))
                    .containsExactlyInAnyOrder("10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80");
            assertThat(door.json(door.get("/services/orders/instances?order=round_robin&limit=1"))
                            .at("/0/host")
                            .asText())
                    .isEqualTo("10.0.0.2");
        }

        @Test
        void whatThisNodeHasSaysHowOldItMayBe() throws Exception {
            door.send("POST", "/register", USERS);
            assertThat(age("/discover/user-service")).isEmpty();
            assertThat(age("/discover/user-service?consistency=local")).contains("250");
        }

        private void register(String address, String more) throws Exception {
            door.send("POST", "/register", "{\"service\":\"orders\",\"address\":\"" + address + "\"," + more + '}');
        }

        private List<String> addresses(String query) throws Exception {
            return door.json(door.get("/discover/orders" + query)).findValuesAsText("address");
        }

        private Optional<String> age(String path) throws Exception {
            return door.get(path).headers().firstValue("x-registry-age-millis");
        }
    }

    @Nested
    class Services {
        @Test
        void asCounts() throws Exception {
            door.send("POST", "/register", USERS);
            lapse(30_000);
            door.send("POST", "/register", USERS.replace("10.0.0.7", "10.0.0.6"));
            door.send("POST", "/register", BILLING);
            assertAnswer("GET", "/services", "", """
                    {"services":{"billing":{"total_instances":1,"active_instances":1},\
                    "user-service":{"total_instances":2,"active_instances":1}},"total_services":2}""");
        }

        @Test
        void asAddresses() throws Exception {
            door.send("POST", "/register", BILLING);
            door.send("POST", "/register", USERS);
            lapse(30_000);
            assertAnswer("GET", "/services?format=addresses", "", """
                    {"billing":["10.0.0.9:3000"],"user-service":[]}""");
        }

        @Test
        void areAllThere() throws Exception {
            door.log.change(registry -> {
                for (int i = 0; i < 2_500; i++) {
                    registry.apply(Fixtures.register("s-" + i + "/i-1"));
                }
            });
            JsonNode counts = door.json(door.get("/services"));
            assertThat(counts.get("total_services").asInt()).isEqualTo(2_500);
            assertThat(counts.get("services").size()).isEqualTo(2_500);
        }

        @Test
        void withTheirInstances() throws Exception {
            door.send("POST", "/register", """
                    {"serviceName":"orders","host":"10.0.0.8","port":9000,"tags":["blue"],"metadata":{"version":"2"}}""");
            assertAnswer("GET", "/services/orders/instances", "", """
                    [{"id":"orders:10.0.0.8:9000","host":"10.0.0.8","port":9000,"address":"http://10.0.0.8:9000",\
                    "status":"UP","uptime_seconds":0,"weight":100,"tags":["blue"],"metadata":{"version":"2"},\
                    "endpoints":[{"type":"http","url":"http://10.0.0.8:9000"}]}]""");
        }
    }

    @Test
    void healthSaysWhetherTheNodeCanServe() throws Exception {
        assertAnswer("GET", "/health", "", """
                {"status":"healthy","node":"n1","role":"leader"}""");
        door.readiness.notReady(Optional.of("it has not caught up"));
        HttpResponse<String> answer = door.get("/health");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("""
                {"status":"unhealthy","reason":"it has not caught up","node":"n1","role":"leader"}""");
    }

    private void lapse(long millis) {
        door.log.change(registry -> {
            registry.advance(millis);
            registry.expireAll();
            registry.endDue();
        });
    }

    private void assertAnswer(String method, String path, String body, String expected) throws Exception {
        HttpResponse<String> answer = door.send(method, path, body);
        assertThat(answer.body()).isEqualTo(expected);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("application/json");
    }

    private void assertProblem(HttpResponse<String> answer, int status, String reason, String detail) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(door.json(answer).get("reason").asText()).isEqualTo(reason);
        assertThat(door.json(answer).get("detail").asText()).isEqualTo(detail);
    }
}
