package io.serviceregistry.node.http.rest;

import static io.serviceregistry.node.http.rest.RestDoor.PAYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that nobody should send: each is refused with what is wrong about it, and changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WrongRequestsTest {
    private static final String REGISTER = "POST " + PAYMENTS + "/instances";
    private static final String I1 = PAYMENTS + "/instances/i-1";

    private RestDoor rest;

    @BeforeAll
    void open() throws Exception {
        rest = RestDoor.open();
        rest.register("i-1");
    }

    @AfterAll
    void close() throws Exception {
        rest.close();
    }

    /** One request; {@code field} is what is wrong, {@code rule} a part of what is expected. */
    record Row(String request, String body, String field, String rule) {
        @Override
        public String toString() {
            return request + ' ' + (body.length() < 200 ? body : body.substring(0, 200));
        }
    }

    static Stream<Row> rows() {
        return """
                REGISTER | {"instance" | body | JSON
                REGISTER | {"instance": {}} {} | body | JSON
                REGISTER | {'instance': {}} | body | JSON
                REGISTER | {"instance": NaN} | body | JSON
                REGISTER | {"instance": {}, "instance": {}} | body | JSON
                REGISTER | {"instance": {"key": {"instance_id": "a", "instance_id": "b"}}} | body | JSON
                REGISTER | {"instance": {"key": {"instance_id": "a", "instanceId": "b"}}} | instance.key.instanceId | once
                REGISTER | @DEEP@ | body | JSON
                REGISTER | [] | body | an object
                REGISTER | "text" | body | an object
                REGISTER | null | body | an object
                REGISTER | {} | instance.key.instance_id | 1..255 bytes
                REGISTER | {"instance": null} | instance.key.instance_id | 1..255 bytes
                REGISTER | {"instance": 5} | instance | an object
                REGISTER | {"instance": []} | instance | an object
                REGISTER | {"colour": "red"} | colour | a field that there is: one of [request_id, instance,
                REGISTER | {"instance": {"key": {"instance_id": "a", "port": 1}}} | instance.key.port | a field that there is
                REGISTER | {"instance": {"key": {"instance_id": 5}}} | instance.key.instance_id | a string
                REGISTER | {"instance": {"key": {"instance_id": "a", "service": "orders"}}} | instance.key.service | payments, as in the path
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "weight": "x"}} | instance.weight | a whole number, 0..4294967295
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "weight": 4294967296}} | instance.weight | a whole number, 0..4294967295
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "weight": -1}} | instance.weight | a whole number
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "weight": 1.5}} | instance.weight | a whole number
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "weight": true}} | instance.weight | a whole number
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "weight": 1000001}} | instance.weight | 1..1000000
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "tags": "x"}} | instance.tags | an array
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "tags": [null]}} | instance.tags[0] | a string
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "tags": [["x"]]}} | instance.tags[0] | a string
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "metadata": []}} | instance.metadata | an object
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "metadata": {"k": 5}}} | instance.metadata[k] | a string
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "metadata": {"k": "\\ud800"}}} | instance.metadata[k] | Unicode text
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "metadata": {"\\udc00": "v"}}} | body | JSON
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "endpoints": [{"uri": 5}]}} | instance.endpoints[0].uri | a string
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "endpoints": [{"uri": "x"}]}} | instance.endpoints[0].uri | URI
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "status": "sideways"}} | instance.status | one of [starting, up, down
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "status": 2}} | instance.status | one of [starting, up, down
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "lease": {"no_ttl": "true"}}} | instance.lease.no_ttl | true or false
                REGISTER | {"instance": {"key": {"instance_id": "a"}, "lease": {"no_ttl": true, "ttl_millis": 1000}}} | instance.lease.ttl_millis | at most one of
                REGISTER | {"instance": {"key": {"instance_id": "a"}}, "if_absent": true, "previous_lease_id": 1} | previous_lease_id | at most one of
                REGISTER?if_absent=true | {} | if_absent | no parameters
                POST /v1/leases:renew | {"lease_ids": ["1", "x"]} | lease_ids[1] | a whole number
                POST /v1/leases:renew | {"lease_ids": [18446744073709551616]} | lease_ids[0] | a whole number
                POST /v1/leases:renew | {"lease_ids": [@LONG@]} | body | JSON
                POST /v1/leases:renew | {} | lease_ids | 1..
                PATCH I1 | {"key": {"instance_id": "i-2"}, "weight": 1} | key.instance_id | i-1, as in the path
                PATCH I1 | {"lease_id": "1"} | status | at least one of
                DELETE I1 | {"lease_id": "1"} | body | none
                DELETE I1?lease_id=x | | lease_id | a whole number
                DELETE I1?lease_id=1&lease_id=1 | | lease_id | at most one
                DELETE I1?lease_ids=1 | | lease_ids | a parameter that there is: one of [request_id.client_id,
                DELETE I1?key.service=orders | | key.service | a parameter that there is
                PUT I1/override | {"status": "down", "service": {"service": "payments"}} | key.namespace | at most one of
                PUT PAYMENTS/override | {"status": "down", "key": {"instance_id": "i-1"}} | service.namespace | at most one of
                PUT PAYMENTS/override | {"status": "down", "key": {}, "zone": {}} | zone | at most one of
                DELETE PAYMENTS/override?key.instance_id=i-1 | | key.instance_id | a parameter that there is
                DELETE I1/override?zone.zone=a | | zone.zone | a parameter that there is
                PUT /v1/namespaces/default/zones/a%2Fb/override | {"status": "down"} | zone.zone | 1..64 bytes
                GET /v1/overrides?page_size=1001 | | page_size | 0..1000
                GET PAYMENTS/instances?filter=some | | filter | one of [healthy, alive, all]
                GET PAYMENTS/instances?filter= | | filter | one of [healthy, alive, all]
                GET PAYMENTS/instances?limit=100001 | | limit | 0..100000
                GET PAYMENTS/instances?limit=-1 | | limit | a whole number
                GET PAYMENTS/instances?with_lease_state=yes | | with_lease_state | true or false
                GET PAYMENTS/instances?without_lease_state=true | | without_lease_state | a parameter that there is
                GET PAYMENTS/instances?read=local | | read | a parameter that there is
                GET PAYMENTS/instances?read.min_revision=1 | | read.min_revision | consistency
                GET PAYMENTS/instances?page_token=x | | INVALID_PAGE_TOKEN |
                GET PAYMENTS/instances/a%20b | | key.instance_id | visible ASCII
                GET /v1/namespaces/a%2Fb/services | | namespace | bytes of
                GET /v1/status?verbose=1 | | verbose | no parameters
                """.lines().map(WrongRequestsTest::row);
    }

    private static Row row(String line) {
        String[] cells = line.split("\\|", -1);
        String request =
                cells[0].strip().replace("REGISTER", REGISTER).replace("I1", I1).replace("PAYMENTS", PAYMENTS);
        String body = cells[1].strip().replace("@DEEP@", "[".repeat(100_000)).replace("@LONG@", "1".repeat(100_000));
        return new Row(request, body, cells[2].strip(), cells[3].strip());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isRefused(Row row) throws Exception {
        long before = rest.revision();
        String[] request = row.request().split(" ");
        HttpResponse<String> answer = rest.send(request[0], request[1], row.body());
        JsonNode problem =
                rest.problem(answer, 400, row.field().equals("INVALID_PAGE_TOKEN") ? row.field() : "INVALID_FIELD");
        if (!row.rule().isEmpty()) {
            assertThat(problem.at("/particulars/field").asText())
                    .as(answer.body())
                    .isEqualTo(row.field());
            assertThat(problem.at("/particulars/rule").asText())
                    .as(answer.body())
                    .contains(row.rule());
        }
        assertThat(answer.body().length()).isLessThan(2_000);
        assertThat(rest.revision()).isEqualTo(before);
    }

    @Test
    void aBodyOfAnotherKindIsRefused() throws Exception {
        for (String type :
                new String[] {"text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"}) {
            JsonNode problem = rest.problem(
                    rest.send(rest.request("/v1/leases:renew")
                            .header("content-type", type)
                            .POST(BodyPublishers.ofString("{\"lease_ids\": [1]}"))),
                    415,
                    "UNSUPPORTED_MEDIA_TYPE");
            assertThat(problem.get("detail").asText()).contains(type.split(";")[0], "expected: application/json");
        }
        rest.problem(
                rest.send(rest.request("/v1/leases:renew")
                        .header("content-type", "application/json")
                        .header("content-encoding", "gzip")
                        .POST(BodyPublishers.ofString("{\"lease_ids\": [1]}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
        rest.problem(
                rest.send(rest.request("/v1/leases:renew").POST(BodyPublishers.ofString("{\"lease_ids\": [1]}"))),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        long before = rest.revision();
        String tenMegabytes = "{\"instance\": {\"zone\": \"" + "x".repeat(10 << 20) + "\"}}";
        rest.problem(
                rest.send(rest.request(PAYMENTS + "/instances")
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(tenMegabytes))),
                413,
                "REQUEST_ENTITY_TOO_LARGE");
        assertThat(rest.revision()).isEqualTo(before);
    }
}
