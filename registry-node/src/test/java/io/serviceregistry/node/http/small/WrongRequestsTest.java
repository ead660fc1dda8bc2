package io.serviceregistry.node.http.small;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serviceregistry.node.http.HttpDoor;
import io.serviceregistry.node.replication.NoQuorumException;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.service.RecordingWrites;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a request is told, and changes nothing. In the tables ' stands for ". */
class WrongRequestsTest {
    private static final String ADDRESS_SHAPE = "'service':'a','address':'http://h:1'";

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                   | service",
                "{'service':'a'}                                      | address",
                "{'address':'http://h:1'}                             | service",
                "{'service':null,'address':'http://h:1'}              | service",
                "{'service':'','address':'http://h:1'}                | service",
                "{'service':'a/b','address':'http://h:1'}             | service",
                "{'service':7,'address':'http://h:1'}                 | service",
                "{'service':'a','address':['http://h:1']}             | address",
                "{'service':'a','address':''}                         | address",
                "{'service':'a','address':'h'}                        | address",
                "{'service':'a','address':'h:0'}                      | address",
                "{'service':'a','address':'h:65536'}                  | address",
                "{'service':'a','address':'http://h:1/ä'}             | address",
                "{'service':'a','address':'http://h h:1'}             | address",
                "{'serviceName':'a','host':'h'}                       | port",
                "{'serviceName':'a','port':1}                         | host",
                "{'host':'h','port':1}                                | serviceName",
                "{'serviceName':'a','host':'h','port':0}              | port",
                "{'serviceName':'a','host':'h','port':65536}          | port",
                "{'serviceName':'a','host':'h','port':1.5}            | port",
                "{'serviceName':'a','host':'h','port':'1'}            | port",
                "{'serviceName':'a','host':'h','port':1e999999999}    | port",
                "{'serviceName':'a','host':'h','port':99999999999999999999} | port",
                "{'serviceName':'a','host':'u@h','port':1}            | host",
                "{'serviceName':'a','host':'h/x','port':1}            | host",
                "{'serviceName':'a','host':'','port':1}               | host",
                "{'serviceName':'a','host':'::g','port':1}            | host"
            })
    void aFieldThatIsMissingOrMalformedIsNamed(String body, String field) throws Exception {
        for (String path : List.of("/register", "/heartbeat", "/deregister")) {
            assertField(door.send("POST", path, body.replace('\'', '"')), field);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'ttl_seconds':0                                      | ttl_seconds",
                "'ttl_seconds':86401                                  | ttl_seconds",
                "'ttl_seconds':'30'                                   | ttl_seconds",
                "'ttl_seconds':1.5                                    | ttl_seconds",
                "'weight':0                                           | weight",
                "'weight':1000001                                     | weight",
                "'tags':'blue'                                        | tags",
                "'tags':['blue',1]                                    | tags[1]",
                "'tags':['a b']                                       | tags[0]",
                "'metadata':'version'                                 | metadata",
                "'metadata':['version']                               | metadata",
                "'metadata':{'version':2}                             | metadata.version",
                "'metadata':{'a b':'2'}                               | metadata.key",
                "'metadata':{'name':'\\ud83d'}                        | metadata.value",
                "'endpoints':{'type':'http'}                          | endpoints",
                "'endpoints':['http://h:1']                           | endpoints[0]",
                "'endpoints':[{'url':'http://h:1'}]                   | endpoints[0].type",
                "'endpoints':[{'type':'http'}]                        | endpoints[0].url",
                "'endpoints':[{'type':'http','url':'h'}]              | endpoints[0].url",
                "'endpoints':[{'type':'a b','url':'http://h:1'}]      | endpoints[0].type",
                "'endpoints':[{'type':'a','url':'x://h:1'},{'type':'a','url':'x://h:2'}] | endpoints[1].type",
                "'authorizedRoles':'admin'                            | authorizedRoles",
                "'authorizedRoles':['a,b']                            | authorizedRoles",
                "'authorizedRoles':[],'metadata':{'authorizedRoles':'a'} | metadata.authorizedRoles"
            })
    void aFieldThatMayBeLeftOutIsRightOrRefused(String field, String named) throws Exception {
        assertField(
                door.send("POST", "/register", ('{' + ADDRESS_SHAPE + ',' + field + '}').replace('\'', '"')), named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'serviceName':'a'}                       | serviceAddress: absent",
                "{'serviceAddress':'h:1'}                  | serviceName: absent",
                "{'serviceName':'a','serviceAddress':5}    | serviceAddress: 5",
                "{'serviceName':'a b','serviceAddress':'h:1'} | serviceName: a b"
            })
    void clientsThatReadTextAreToldInText(String body, String said) throws Exception {
        for (String path : List.of("/register", "/deregister")) {
            HttpResponse<String> answer = door.send("POST", path, body.replace('\'', '"'));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).startsWith("Invalid request data: " + said);
            assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        }
        assertNothingSubmitted();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "not json",
                "[]",
                "7",
                "null",
                "\"text\"",
                "{\"service\":\"a\",\"address\":\"http://h:1\"",
                "{\"service\":\"a\",\"address\":\"http://h:1\"} {}",
                "{\"service\":\"a\",\"service\":\"b\",\"address\":\"http://h:1\"}",
                "{\"service\":\"a\",\"address\":\"http://h:1\",\"metadata\":{\"v\":\"1\",\"v\":\"2\"}}",
                "{'service':'a','address':'http://h:1'}",
                "{\"service\":\"a\",\"address\":\"http://h:1\",}",
                "{\"service\":\"a\",\"address\":NaN}"
            })
    void whatIsNoJsonObjectIsRefused(String body) throws Exception {
        assertField(door.send("POST", "/register", body), "body");
    }

    @Test
    void anEmptyBodyAndBytesThatAreNoTextAreRefused() throws Exception {
        assertField(door.send(door.request("/register").POST(BodyPublishers.noBody())), "body");
        byte[] latin1 = {'{', '"', (byte) 0xE4, '"', ':', '1', '}'};
        assertField(door.send(door.request("/register").POST(BodyPublishers.ofByteArray(latin1))), "body");
    }

    @Test
    void whatIsNestedTooDeepIsRefused() throws Exception {
        String start = "{\"service\":\"a\",\"address\":\"http://h:1\",\"x\":";
        assertField(door.send("POST", "/register", start + "[".repeat(64) + "]".repeat(64) + '}'), "body");
        assertField(door.send("POST", "/register", start + "[".repeat(100_000)), "body");
        assertThat(door.send("POST", "/register", start + "[".repeat(63) + "]".repeat(63) + '}')
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> answer = door.send(door.request("/register")
                .expectContinue(true)
                .POST(BodyPublishers.ofString("{\"service\":\"" + "x".repeat(10 << 20) + "\"}")));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(door.json(answer).get("reason").asText()).isEqualTo("REQUEST_ENTITY_TOO_LARGE");
        assertNothingSubmitted();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /register",
        "PUT, /register",
        "GET, /heartbeat",
        "POST, /heartbeat/a:b",
        "GET, /deregister",
        "POST, /deregister/a:b",
        "POST, /discover/a",
        "DELETE, /services",
        "POST, /services/a/instances",
        "POST, /health"
    })
    void aWrongMethodIsRefused(String method, String path) throws Exception {
        HttpResponse<String> answer = door.send(method, path, "{" + ADDRESS_SHAPE.replace('\'', '"') + "}");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(door.json(answer).get("reason").asText()).isEqualTo("METHOD_NOT_ALLOWED");
        assertNothingSubmitted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense"})
    void aContentTypeThatIsNotJsonIsRefused(String type) throws Exception {
        for (String path : List.of("/register", "/heartbeat", "/deregister")) {
            HttpResponse<String> answer = door.send(door.request(path)
                    .header("content-type", type)
                    .POST(BodyPublishers.ofString("{" + ADDRESS_SHAPE.replace('\'', '"') + "}")));
            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(door.json(answer).get("reason").asText()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        }
        assertNothingSubmitted();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/discover/a%20b                     | service",
                "/discover/a?order=first             | order",
                "/discover/a?limit=0                 | limit",
                "/discover/a?limit=-1                | limit",
                "/discover/a?limit=100001            | limit",
                "/discover/a?limit=many              | limit",
                "/discover/a?consistency=eventual    | consistency",
                "/discover/a?tag=                    | tag",
                "/discover/a?tag=b,c                 | tag",
                "/discover/a?tag=b%20in%20(c)        | tag",
                "/discover/a?meta.=1                 | meta.*",
                "/discover/a?meta.x)=1               | meta.*",
                "/services/a/instances?order=first   | order",
                "/services?format=xml                | format"
            })
    void aParameterThatIsWrongIsNamed(String path, String field) throws Exception {
        assertField(door.get(path), field);
    }

    @Test
    void tooManyTermsAreNamedAsTheCallerWroteThem() throws Exception {
        String many = String.join(
                "&", IntStream.range(0, 33).mapToObj(i -> "tag=t" + i).toList());
        assertField(door.get("/discover/a?" + many), "tag, meta.*");
    }

    @Test
    void withoutAQuorumACallerIsToldWhenToComeBack() throws Exception {
        door.barrier = CompletableFuture.failedFuture(new NoQuorumException("no majority confirmed the read in time"));
        HttpResponse<String> answer = door.get("/discover/a");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(door.json(answer).get("reason").asText()).isEqualTo("NO_QUORUM");
        assertThat(door.send("PUT", "/heartbeat/a:b", "").statusCode()).isEqualTo(503);
    }

    @Test
    void aWriteThatFailsSaysWhetherItWasApplied() throws Exception {
        door.log.failWith(new NotProposedException(NotProposedException.Reason.NO_LEADER));
        for (String shape : List.of(ADDRESS_SHAPE, "'serviceName':'a','serviceAddress':'h:1'")) {
            HttpResponse<String> answer = door.send("POST", "/register", "{" + shape.replace('\'', '"') + "}");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(door.json(answer).at("/particulars/outcome").asText()).isEqualTo("not_applied");
        }
    }

    @Test
    void aNodeThatHasNotCaughtUpTakesNothing() throws Exception {
        door.readiness.notReady(Optional.of("it has not caught up"));
        HttpResponse<String> answer = door.send("POST", "/register", "{" + ADDRESS_SHAPE.replace('\'', '"') + "}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(door.json(answer).get("reason").asText()).isEqualTo("NOT_READY");
        assertThat(door.get("/services").statusCode()).isEqualTo(503);
        assertNothingSubmitted();
    }

    private void assertField(HttpResponse<String> answer, String field) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = door.json(answer);
        assertThat(problem.at("/particulars/field").asText()).as(answer.body()).isEqualTo(field);
        assertThat(problem.get("detail").asText()).startsWith(field + ": ");
        assertNothingSubmitted();
    }

    private void assertNothingSubmitted() {
        assertThat(door.log.submitted())
                .extracting(RecordingWrites.Submitted::command)
                .isEmpty();
    }
}
