package io.serviceregistry.node.http.ui;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.http.Clusters;
import io.serviceregistry.node.http.HttpDoor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages as a browser is sent them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UiRoutesTest {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "connect-src 'self' http://127.0.0.1:7501 http://registry-2.example.com:7501; img-src 'self' data:; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private HttpDoor door;

    @BeforeAll
    void open() throws Exception {
        // A policy cannot name an IPv6 address, and no host has an underscore.
        door = HttpDoor.open(unused -> new UiRoutes(
                Clusters.at("127.0.0.1:7501", "registry-2.example.com:7501", "[fd00::3]:7501", "a_b:7501")));
    }

    @AfterAll
    void close() throws Exception {
        door.close();
    }

    @Test
    void everyFileThatIsThereIsServedWithStrictHeaders() throws Exception {
        for (String path : UiRoutes.FILES) {
            HttpResponse<String> answer = door.get("/ui/" + path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(header(answer, "content-security-policy")).as(path).isEqualTo(POLICY);
            assertThat(header(answer, "x-content-type-options")).as(path).isEqualTo("nosniff");
            assertThat(header(answer, "referrer-policy")).as(path).isEqualTo("no-referrer");
            assertThat(header(answer, "cache-control")).as(path).isEqualTo("no-cache");
            assertThat(header(answer, "etag")).as(path).matches("\"[A-Za-z0-9_-]{22}\"");
        }
    }

    @Test
    void everyFileOfTheDirectoryIsInTheList() throws Exception {
        Path directory = Path.of(
                Objects.requireNonNull(UiRoutes.class.getResource("/ui/")).toURI());
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> there = files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString())
                    .toList();
            assertThat(UiRoutes.FILES).containsExactlyInAnyOrderElementsOf(there);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/ui/, text/html; charset=utf-8",
        "/ui/index.html, text/html; charset=utf-8",
        "/ui/style.css, text/css; charset=utf-8",
        "/ui/app.js, text/javascript; charset=utf-8",
        "/ui/icon.svg, image/svg+xml; charset=utf-8",
        "/ui/lib/preact/preact.module.js, text/javascript; charset=utf-8",
        "/ui/lib/preact/LICENSE, text/plain; charset=utf-8",
    })
    void filesHaveTheirTypes(String path, String type) throws Exception {
        assertThat(header(door.get(path), "content-type")).isEqualTo(type);
    }

    @Test
    void whatHasNotChangedIsNotSentAgain() throws Exception {
        HttpResponse<String> first = door.get("/ui/app.js");
        HttpResponse<String> again =
                door.send(door.request("/ui/app.js").header("if-none-match", header(first, "etag")));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        HttpResponse<String> other =
                door.send(door.request("/ui/app.js").header("if-none-match", header(door.get("/ui/api.js"), "etag")));
        assertThat(other.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ui"})
    void theShortAddressesLeadToThePages(String path) throws Exception {
        HttpResponse<String> answer = door.get(path);
        assertThat(answer.statusCode()).isEqualTo(307);
        assertThat(header(answer, "location")).isEqualTo("/ui/");
    }

    /** Sent as they are: a client of HTTP would put them in order first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ui/nothing.js",
                "/ui/lib/",
                "/ui/lib/preact/",
                "/ui/logback.xml",
                "/ui/app.js/",
                "/ui/../logback.xml",
                "/ui/..%2flogback.xml",
                "/ui/%2e%2e/logback.xml",
                "/ui/view/../../logback.xml",
                "/ui/..\\logback.xml",
                "/ui/%00app.js",
                "/ui/META-INF/MANIFEST.MF",
            })
    void noOtherPathLeadsAnywhere(String path) throws Exception {
        assertThat(statusOf(path)).matches("HTTP/1.1 (400|404) .*");
    }

    @Test
    void filesAreForReading() throws Exception {
        assertThat(door.send("POST", "/ui/app.js", "{}").statusCode()).isEqualTo(405);
        assertThat(door.send("PUT", "/ui/", "{}").statusCode()).isEqualTo(405);
    }

    /** The policy would keep it from running; it would still be a page that does not work. */
    @Test
    void nothingIsInlineAndNothingIsFromElsewhere() throws Exception {
        String page = door.get("/ui/").body();
        assertThat(page)
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContain("<style", " style=", "://", " on");
        for (String path : UiRoutes.FILES) {
            if (path.endsWith(".js") && !path.startsWith("lib/")) {
                assertThat(door.get("/ui/" + path).body())
                        .as(path)
                        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
            }
        }
    }

    private String statusOf(String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
            PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
            out.print("GET " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n");
            out.flush();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
