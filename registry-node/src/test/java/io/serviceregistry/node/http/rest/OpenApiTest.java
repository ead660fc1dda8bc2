package io.serviceregistry.node.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The description of the API is that of the API which runs. */
class OpenApiTest {
    private static RestDoor rest;
    private static JsonNode document;

    @BeforeAll
    static void open() throws Exception {
        rest = RestDoor.open();
        document = rest.ok(rest.get("/openapi.json"));
    }

    @AfterAll
    static void close() throws Exception {
        rest.close();
    }

    @Test
    void aParserOfSuchDocumentsFindsNothingWrong() {
        ParseOptions strict = new ParseOptions();
        strict.setResolve(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(document.toString(), null, strict);
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths()).hasSize(document.get("paths").size());
    }

    @Test
    void everyMethodOfTheSchemaIsDescribedButThoseThatHttpDoesNotCarry() {
        List<String> described = new ArrayList<>();
        restPaths()
                .forEach(path -> path.getValue()
                        .forEach(operation ->
                                described.add(operation.get("operationId").asText())));
        List<String> methods = new ArrayList<>();
        RestRoutes.SERVICES.forEach(service -> service.getMethods().forEach(method -> methods.add(method.getName())));
        assertThat(methods).contains("KeepAlive").hasSizeGreaterThan(10);
        methods.remove("KeepAlive"); // in both directions
        methods.remove("Backup"); // a file, not JSON
        methods.add("PollWatch");
        for (String scope : List.of("Service", "Zone")) {
            methods.add("SetOverrideOf" + scope);
            methods.add("ClearOverrideOf" + scope);
        }
        assertThat(described).containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void pathsDifferInMoreThanTheNamesOfTheirParts() {
        List<String> shapes = new ArrayList<>();
        restPaths().forEach(path -> {
            shapes.add(path.getKey().replaceAll("\\{[^}]*}", "{}"));
            path.getValue().forEach(operation -> {
                for (JsonNode parameter : operation.get("parameters")) {
                    if (parameter.get("in").asText().equals("path")) {
                        assertThat(path.getKey())
                                .contains('{' + parameter.get("name").asText() + '}');
                    }
                }
            });
        });
        assertThat(shapes).doesNotHaveDuplicates();
    }

    @Test
    void whatIsDescribedIsServed() throws Exception {
        for (var path : restPaths()) {
            for (var operation : path.getValue().properties()) {
                String method = operation.getKey().toUpperCase(Locale.ROOT);
                String body = operation.getValue().has("requestBody") ? "{}" : "";
                // Of no stream: a parameter that there is not ends it at once.
                String query = path.getKey().startsWith("/v1/watch") ? "?nothing=1" : "";
                HttpResponse<String> answer =
                        rest.send(method, path.getKey().replaceAll("\\{[^}]*}", "x") + query, body);
                assertThat(answer.statusCode())
                        .as("%s %s", method, path.getKey())
                        .isNotEqualTo(405);
                assertThat(answer.body()).as("%s %s", method, path.getKey()).doesNotContain("no such path");
            }
        }
    }

    @Test
    void everyParameterIsTaken() throws Exception {
        int tried = 0;
        for (var path : restPaths()) {
            JsonNode get = path.getValue().path("get");
            for (JsonNode parameter : get.path("parameters")) {
                if (parameter.get("in").asText().equals("query")) {
                    String name = parameter.get("name").asText();
                    String address = path.getKey().replaceAll("\\{[^}]*}", "x");
                    // Nothing is what it is not: refused for its value, if at all, and not as a parameter that there is
                    // not.
                    String wrong = address.startsWith("/v1/watch") ? "&selector=!" : "";
                    assertThat(rest.get(address + '?' + name + "=" + wrong).body())
                            .as("%s of %s", name, path.getKey())
                            .doesNotContain("a parameter that there is");
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(20);
    }

    @Test
    void whatIsReferredToIsThereAndExplained() {
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).contains("#/components/schemas/DiscoverResponse", "#/components/schemas/Problem");
        references.removeIf(reference -> !reference.startsWith("#/components/schemas/"));
        for (String reference : references) {
            JsonNode schema = document.at(reference.substring(1));
            assertThat(schema.isObject()).as(reference).isTrue();
            assertThat(schema.path("description").asText()).as(reference).isNotEmpty();
        }
        JsonNode discover = document.at("/paths")
                .get("/v1/namespaces/{namespace}/services/{service}/instances")
                .get("get");
        assertThat(discover.get("description").asText()).startsWith("The instances of one service.");
        assertThat(discover.get("parameters").findValuesAsText("name"))
                .startsWith("namespace", "service", "filter")
                .endsWith("with_lease_state", "If-None-Match")
                .doesNotContain("without_lease_state");
        assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
    }

    /** What is made of the schema. The other routes are checked where all are. */
    private static List<Map.Entry<String, JsonNode>> restPaths() {
        return document.get("paths").properties().stream()
                .filter(path -> path.getKey().startsWith("/v1/"))
                .toList();
    }
}
