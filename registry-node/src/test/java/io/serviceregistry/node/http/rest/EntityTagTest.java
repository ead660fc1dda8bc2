package io.serviceregistry.node.http.rest;

import static io.serviceregistry.node.http.rest.RestDoor.PAYMENTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that have not changed are not sent again. */
class EntityTagTest {
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

    @ParameterizedTest
    @ValueSource(strings = {PAYMENTS + "/instances", PAYMENTS + "/instances/i-1", "/v1/namespaces/default/services"})
    void anAnswerIsSentAgainWhenItHasChangedAndOnlyThen(String path) throws Exception {
        String tag = tag(rest.get(path));
        assertThat(tag).startsWith("W/\"");
        HttpResponse<String> same = ask(path, tag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(tag(same)).isEqualTo(tag);

        rest.ok(rest.send("POST", "/v1/leases:renew", "{\"lease_ids\": [1]}"));
        assertThat(ask(path, tag).statusCode()).isEqualTo(304);

        rest.ok(rest.send("PATCH", PAYMENTS + "/instances/i-1", "{\"status\": \"down\"}"));
        HttpResponse<String> changed =
                ask(path + (path.contains("/i-1") || path.endsWith("services") ? "" : "?filter=all"), tag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(tag(changed)).isNotEqualTo(tag);
    }

    @Test
    void whatHappensElsewhereChangesNothing() throws Exception {
        String tag = tag(rest.get(PAYMENTS + "/instances"));
        rest.register("orders", "o-1", "");
        assertThat(ask(PAYMENTS + "/instances", tag).statusCode()).isEqualTo(304);
        rest.register("i-2");
        assertThat(ask(PAYMENTS + "/instances", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void aTagMayBeOneOfSeveral() throws Exception {
        String tag = tag(rest.get(PAYMENTS + "/instances"));
        assertThat(ask(PAYMENTS + "/instances", "\"x\", " + tag.substring(2)).statusCode())
                .isEqualTo(304);
        assertThat(ask(PAYMENTS + "/instances", "*").statusCode()).isEqualTo(304);
        assertThat(ask(PAYMENTS + "/instances", "\"x\"").statusCode()).isEqualTo(200);
    }

    @Test
    void whatChangesAllTheTimeHasNoTag() throws Exception {
        for (String path : new String[] {PAYMENTS + "/instances?with_lease_state=true", "/v1/status", "/v1/members"}) {
            assertThat(rest.get(path).headers().firstValue("etag")).isEmpty();
            assertThat(rest.get(path).headers().firstValue("cache-control")).contains("no-store");
        }
    }

    private HttpResponse<String> ask(String path, String tag) throws Exception {
        return rest.send(rest.request(path).header("if-none-match", tag));
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElse("");
    }
}
