package io.serviceregistry.node.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.door.Failures.Kind;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the API can change, a page of another origin cannot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignPagesTest {
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

    static Stream<Binding> changes() {
        return RestRoutes.bindings().stream().filter(binding -> binding.kind() == Kind.WRITE);
    }

    static Stream<Binding> all() {
        return RestRoutes.bindings().stream();
    }

    /** With what a page may send without asking: no body, a body without a type, and the types of forms. */
    @ParameterizedTest
    @MethodSource("changes")
    void changeNothing(Binding binding) throws Exception {
        long before = rest.revision();
        for (String origin : List.of("http://evil.example", "http://" + RestDoor.MEMBER, "null")) {
            for (String type : List.of("", "text/plain", "application/json")) {
                for (String body : List.of("", "{}")) {
                    HttpRequest.Builder request = request(binding)
                            .header("origin", origin)
                            .method(binding.http().name(), BodyPublishers.ofString(body));
                    if (!type.isEmpty()) {
                        request.header("content-type", type);
                    }
                    rest.problem(rest.send(request), 403, "FOREIGN_ORIGIN");
                }
            }
        }
        assertThat(rest.revision()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void areToldApartFromTheOwn(Binding binding) throws Exception {
        HttpRequest.Builder request = request(binding)
                .header("origin", "http://127.0.0.1:" + rest.port())
                .header("content-type", "text/plain") // refused for that, if for nothing else
                .method(binding.http().name(), BodyPublishers.ofString("{}"));
        assertThat(rest.send(request).statusCode()).isIn(400, 415);
    }

    @ParameterizedTest
    @MethodSource("all")
    void getNoPreflightAnswered(Binding binding) throws Exception {
        var answer = rest.send(request(binding)
                .header("origin", "http://" + RestDoor.MEMBER)
                .header("access-control-request-method", binding.http().name())
                .header("access-control-request-headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    }

    private HttpRequest.Builder request(Binding binding) {
        return rest.request(binding.path()
                .text()
                .replaceAll("\\{[^}]*namespace}", "default")
                .replaceAll("\\{[^}]*service}", "payments")
                .replaceAll("\\{[^}]*}", "i-1"));
    }
}
