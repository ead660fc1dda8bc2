package io.serviceregistry.node.http.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;

/**
 * The description of the HTTP port as OpenAPI 3.1. The REST API is made of the schema, its annotations and its comments: it cannot say
 * what is not so. The other routes are described by {@code openapi/routes.yaml}.
 */
final class OpenApi {
    private static final String INFO =
            "Every method of the public schema that HTTP can carry. Any node answers any request. "
                    + "64-bit numbers are strings. Values of enumerations may be sent without the prefix of their type.";

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();
    private final Comments comments = Comments.ofSchema();
    private final Schemas schemas = new Schemas(comments);

    OpenApi(List<Binding> bindings) {
        document.put("openapi", "3.1.0");
        document.putObject("info")
                .put("title", "Service registry")
                .put("version", "v1")
                .put("description", INFO);
        ObjectNode paths = document.putObject("paths");
        bindings.forEach(binding -> path(paths, binding.path().plain())
                .set(binding.http().name().toLowerCase(Locale.ROOT), operation(binding)));
        ObjectNode components = document.putObject("components");
        schemas.all().set("Problem", problem());
        components.set("schemas", schemas.all());
        addOtherRoutes(document);
    }

    private static void addOtherRoutes(ObjectNode document) {
        try (InputStream yaml = OpenApi.class.getResourceAsStream("/openapi/routes.yaml")) {
            // Merges: the paths, and the components of each kind, become more.
            new YAMLMapper().readerForUpdating(document).readValue(yaml);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode path(ObjectNode paths, String text) {
        return paths.get(text) instanceof ObjectNode known ? known : paths.putObject(text);
    }

    private ObjectNode operation(Binding binding) {
        MethodDescriptor method = binding.method();
        ObjectNode operation = JsonNodeFactory.instance.objectNode();
        operation.put("operationId", binding.name());
        operation.putArray("tags").add(method.getService().getName());
        operation.put("description", comments.of(method.getFullName()));
        parameters(operation.putArray("parameters"), binding);
        if (binding.body()) {
            operation
                    .putObject("requestBody")
                    .putObject("content")
                    .putObject("application/json")
                    .set("schema", schemas.reference(method.getInputType()));
        }
        ObjectNode responses = operation.putObject("responses");
        answer(responses.putObject("200"), binding);
        if (EntityTag.concerns(binding)) {
            responses.putObject("304").put("description", "The caller has it already.");
        }
        responses
                .putObject("default")
                .put("description", "An error.")
                .putObject("content")
                .putObject("application/problem+json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/Problem");
        return operation;
    }

    private void parameters(ArrayNode parameters, Binding binding) {
        RequestReader reader = new RequestReader(binding);
        for (String name : binding.path().fields()) {
            parameter(parameters, reader, name)
                    .put("name", PathTemplate.plain(name))
                    .put("in", "path")
                    .put("required", true);
        }
        for (String name : reader.inQuery()) {
            if (reader.parameters().names().contains(name)) {
                parameter(parameters, reader, name).put("in", "query");
            }
        }
        for (Extra extra : Extra.of(binding)) {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", extra.name()).put("in", extra.inQuery() ? "query" : "header");
            parameter.put("description", extra.description());
            parameter.putObject("schema").put("type", extra.type());
        }
    }

    private ObjectNode parameter(ArrayNode parameters, RequestReader reader, String name) {
        FieldDescriptor field = reader.parameters().field(name);
        ObjectNode parameter = parameters.addObject();
        parameter.put("name", name);
        parameter.put("description", comments.of(field.getFullName()));
        parameter.set("schema", schemas.parameter(field));
        return parameter;
    }

    private void answer(ObjectNode response, Binding binding) {
        ObjectNode message = schemas.reference(binding.method().getOutputType());
        if (binding.polls()) {
            response.put("description", "What came next, and where that leads to.");
            ObjectNode poll =
                    response.putObject("content").putObject("application/json").putObject("schema");
            poll.put("type", "object");
            ObjectNode properties = poll.putObject("properties");
            properties.putObject("cluster_id").put("type", "string");
            properties.putObject("revision").put("type", "string");
            properties.putObject("responses").put("type", "array").set("items", message);
        } else if (binding.method().isServerStreaming()) {
            response.put(
                    "description",
                    "Events, the data of each being a "
                            + binding.method().getOutputType().getName() + "; the last one, `error`, is a Problem.");
            response.putObject("content")
                    .putObject("text/event-stream")
                    .putObject("schema")
                    .put("type", "string");
        } else {
            response.put("description", "The answer.");
            response.putObject("content").putObject("application/json").set("schema", message);
        }
    }

    private static ObjectNode problem() {
        ObjectNode problem = JsonNodeFactory.instance.objectNode().put("type", "object");
        problem.put("description", "An error as RFC 9457 has it.");
        ObjectNode properties = problem.putObject("properties");
        for (String name : List.of("type", "title", "detail")) {
            properties.putObject(name).put("type", "string");
        }
        properties.putObject("status").put("type", "integer");
        properties
                .putObject("reason")
                .put("type", "string")
                .put("description", "Its stable name, as in `ErrorReason`.");
        properties
                .putObject("particulars")
                .put("type", "object")
                .putObject("additionalProperties")
                .put("type", "string");
        return problem;
    }

    /** The document. */
    @Override
    public String toString() {
        return document.toPrettyString();
    }
}
