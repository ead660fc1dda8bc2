package io.serviceregistry.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.MemberConfig;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What pages may do through somebody's browser. */
class BrowserRulesTest {
    private static final BrowserRules RULES = new BrowserRules(
            Clusters.at("127.0.0.1:7501", "registry-2.example.com:7501", "[fd00::3]:7501", "registry-4:80"));

    private final AtomicInteger changes = new AtomicInteger();
    private HttpDoor door;

    @BeforeEach
    void open() throws Exception {
        door = HttpDoor.open(unused -> server -> {
            RULES.addTo(server);
            server.route().get("/v1/status").build((ctx, request) -> HttpResponse.of("read"));
            server.route().get("/v1/gone").build((ctx, request) -> HttpResponse.of(HttpStatus.NOT_FOUND));
            server.route().get("/metrics").build((ctx, request) -> HttpResponse.of("read"));
            server.route().post("/register").build((ctx, request) -> {
                changes.incrementAndGet();
                return HttpResponse.of(ResponseHeaders.builder(HttpStatus.OK)
                        .add(HttpHeaderNames.VARY, "accept")
                        .build());
            });
        });
    }

    @AfterEach
    void close() throws Exception {
        door.close();
    }

    @Test
    void thePagesOfANewMemberMayActAndThoseOfAFormerOneMayNot() {
        List<MemberConfig> now = new ArrayList<>(Clusters.at("old.example:7501").members());
        BrowserRules rules = new BrowserRules(new Cluster() {
            @Override
            public String id() {
                return "local";
            }

            @Override
            public List<MemberConfig> members() {
                return now;
            }
        });
        assertThat(rules.mayChange("http://old.example:7501", "old.example:7501"))
                .isTrue();
        assertThat(rules.mayChange("http://new.example:7501", "new.example:7501"))
                .isFalse();
        now.clear();
        now.addAll(Clusters.at("new.example:7501").members());
        assertThat(rules.mayChange("http://old.example:7501", "old.example:7501"))
                .isFalse();
        assertThat(rules.mayChange("http://new.example:7501", "new.example:7501"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // the page's origin, the address that it calls, whether it may change something there
                "http://127.0.0.1:7501, 127.0.0.1:7501, true",
                "https://127.0.0.1:7501, 127.0.0.1:7501, true",
                "http://10.9.8.7:7501, 10.9.8.7:7501, true",
                "http://[fd00::3]:7501, [fd00::3]:7501, true",
                "http://localhost:7501, localhost:7501, true",
                "http://LOCALHOST:7501, localhost:7501, true",
                "http://registry-2.example.com:7501, registry-2.example.com:7501, true",
                "http://registry-2.example.com:8080, registry-2.example.com:8080, true",
                "http://registry-4, registry-4, true",
                // another node's page, another port, another scheme
                "http://127.0.0.1:7502, 127.0.0.1:7501, false",
                "http://registry-2.example.com:7501, 127.0.0.1:7501, false",
                "http://127.0.0.1, 127.0.0.1:7501, false",
                "ftp://127.0.0.1:7501, 127.0.0.1:7501, false",
                // a name of somebody else that was made to point here
                "http://rebound.example:7501, rebound.example:7501, false",
                "http://127.0.0.1.example:7501, 127.0.0.1.example:7501, false",
                "http://localhost.example:7501, localhost.example:7501, false",
                "http://evil.example, 127.0.0.1:7501, false",
                "http://a@127.0.0.1:7501, 127.0.0.1:7501, false",
                // a sandbox, a file, nonsense
                "null, 127.0.0.1:7501, false",
                "null, null, false",
                "'', '', false",
                "http://, '', false",
                "http://%, %, false",
                "http://127.0.0.1:7501, -, false",
            })
    void changesAreForPagesOfThisNode(String origin, String authority, boolean may) {
        assertThat(RULES.mayChange(origin, authority)).isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:7501, true",
        "http://registry-2.example.com:7501, true",
        "http://[fd00::3]:7501, true",
        "http://registry-4, true",
        "https://127.0.0.1:7501, false",
        "http://127.0.0.1:7502, false",
        "http://localhost:7501, false",
        "http://evil.example, false",
        "null, false",
    })
    void readsAreOpenToPagesOfMembers(String origin, boolean may) throws Exception {
        for (String path : new String[] {"/v1/status", "/v1/gone", "/v1/nothing"}) {
            var answer = door.send(door.request(path).header("origin", origin));
            assertThat(answer.headers().firstValue("access-control-allow-origin"))
                    .as(path)
                    .isEqualTo(may ? Optional.of(origin) : Optional.empty());
            assertThat(answer.headers().allValues("vary")).as(path).contains("origin");
            assertThat(answer.headers().firstValue("access-control-allow-credentials"))
                    .isEmpty();
        }
        var elsewhere = door.send(door.request("/metrics").header("origin", origin));
        assertThat(elsewhere.headers().firstValue("access-control-allow-origin"))
                .isEmpty();
    }

    @Test
    void aChangeByAForeignPageIsRefusedBeforeAnyoneLooksAtIt() throws Exception {
        var refused = door.send(door.request("/register")
                .header("origin", "http://evil.example")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(door.json(refused).get("reason").asText()).isEqualTo("FOREIGN_ORIGIN");
        assertThat(door.json(refused).get("particulars").get("outcome").asText())
                .isEqualTo("not_applied");
        assertThat(changes).hasValue(0);
    }

    @Test
    void aChangeByAnOwnPageOrByNoPageIsTaken() throws Exception {
        String own = "http://127.0.0.1:" + door.port();
        var byPage = door.request("/register").header("origin", own).POST(BodyPublishers.noBody());
        assertThat(door.send(byPage).statusCode()).isEqualTo(200);
        var byProgram = door.request("/register").POST(BodyPublishers.noBody());
        assertThat(door.send(byProgram).statusCode()).isEqualTo(200);
        assertThat(changes).hasValue(2);
    }

    @Test
    void noPreflightIsAnswered() throws Exception {
        var answer = door.send(door.request("/v1/status")
                .header("origin", "http://127.0.0.1:7501")
                .header("access-control-request-method", "PUT")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isIn(403, 405);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }
}
