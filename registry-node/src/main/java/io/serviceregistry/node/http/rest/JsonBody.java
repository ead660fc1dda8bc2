package io.serviceregistry.node.http.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.serviceregistry.node.service.InvalidFieldException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * JSON to a message of the schema, by the rules of Protobuf's JSON, and stricter: whatever would be lost without a word is refused,
 * and every refusal names the field.
 */
final class JsonBody {
    /** The schema needs five. */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_NUMBER_LENGTH = 32;

    private static final ObjectReader READER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .build()
            .reader();

    private JsonBody() {}

    /** Reads a body into a request. */
    static void read(byte[] body, Message.Builder request) {
        fill(request, "", object("body", tree(body)));
    }

    private static JsonNode tree(byte[] body) {
        try {
            return READER.readTree(body);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw new InvalidFieldException("body", e.getOriginalMessage() + where, "JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode object(String path, JsonNode json) {
        if (!json.isObject()) {
            throw new InvalidFieldException(path, json.isMissingNode() ? "nothing" : json.toString(), "an object");
        }
        return json;
    }

    private static void fill(Message.Builder message, String prefix, JsonNode object) {
        Set<FieldDescriptor> seen = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String path = prefix + entry.getKey();
            FieldDescriptor field = field(message.getDescriptorForType(), path, entry.getKey(), entry.getValue());
            if (!seen.add(field)) {
                throw new InvalidFieldException(path, "under both of its names", "once");
            }
            if (!entry.getValue().isNull()) {
                OneOfs.requireFree(message, field, path);
                set(message, field, path, entry.getValue());
            }
        }
    }

    private static FieldDescriptor field(Descriptor message, String path, String name, JsonNode value) {
        FieldDescriptor field = message.findFieldByName(name);
        if (field != null) {
            return field;
        }
        return message.getFields().stream()
                .filter(each -> each.getJsonName().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidFieldException(
                        path,
                        value.toString(),
                        "a field that there is: one of "
                                + message.getFields().stream()
                                        .map(FieldDescriptor::getName)
                                        .toList()));
    }

    private static void set(Message.Builder message, FieldDescriptor field, String path, JsonNode json) {
        if (field.isMapField()) {
            fillMap(message, field, path, object(path, json));
        } else if (field.isRepeated()) {
            if (!json.isArray()) {
                throw new InvalidFieldException(path, json.toString(), "an array");
            }
            for (int i = 0; i < json.size(); i++) {
                message.addRepeatedField(field, value(message, field, path + '[' + i + ']', json.get(i)));
            }
        } else {
            message.setField(field, value(message, field, path, json));
        }
    }

    private static Object value(Message.Builder holder, FieldDescriptor field, String path, JsonNode json) {
        if (field.getJavaType() == JavaType.MESSAGE) {
            Message.Builder inner = holder.newBuilderForField(field);
            fill(inner, path + '.', object(path, json));
            return inner.build();
        }
        boolean right = switch (field.getJavaType()) {
            case STRING, ENUM -> json.isTextual();
            case BOOLEAN -> json.isBoolean();
            default -> json.isIntegralNumber() || json.isTextual(); // 64 bits are text, as in answers
        };
        if (!right) {
            throw new InvalidFieldException(path, json.toString(), rule(field));
        }
        return FieldText.value(field, path, json.asText());
    }

    private static String rule(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case STRING -> "a string";
            case BOOLEAN -> "true or false";
            case ENUM -> "one of " + FieldText.shortNames(field.getEnumType());
            default -> "a whole number";
        };
    }

    private static void fillMap(Message.Builder message, FieldDescriptor field, String path, JsonNode object) {
        Descriptor entryType = field.getMessageType();
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            String entryPath = path + '[' + each.getKey() + ']';
            Message.Builder entry = message.newBuilderForField(field);
            FieldDescriptor key = entryType.findFieldByNumber(1);
            FieldDescriptor value = entryType.findFieldByNumber(2);
            entry.setField(key, FieldText.value(key, entryPath, each.getKey()));
            entry.setField(value, value(entry, value, entryPath, each.getValue()));
            message.addRepeatedField(field, entry.build());
        }
    }
}
