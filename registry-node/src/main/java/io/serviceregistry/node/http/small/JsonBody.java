package io.serviceregistry.node.http.small;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.node.service.InvalidFieldException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The JSON object of a request, or one inside it. Fields that nobody asks for mean nothing here, as clients of small registries send
 * what their own registry knows; one that is asked for has its type or is refused with {@link InvalidFieldException}. Null is absent.
 *
 * @param path empty, or leads to this object and ends with a dot
 */
record JsonBody(ObjectNode json, String path) {
    /** A hundred times what any of these requests needs, and no burden for the stack. */
    static final int MAX_DEPTH = 64;

    private static final String RULE =
            "a JSON object, nested at most " + MAX_DEPTH + " deep, without a name twice in one object";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Reads the body of a request. */
    static JsonBody read(byte[] bytes) {
        JsonNode read;
        try {
            read = JSON.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new InvalidFieldException("body", place(e), RULE);
        } catch (IOException e) {
            throw new InvalidFieldException("body", "bytes that are no text", RULE);
        }
        if (read instanceof ObjectNode object) {
            return new JsonBody(object, "");
        }
        throw new InvalidFieldException("body", read.isMissingNode() ? "empty" : read.toString(), RULE);
    }

    /** True when there is something under a name, whatever its type. */
    boolean has(String name) {
        return json.hasNonNull(name);
    }

    /** A text that must be there. */
    String text(String name) {
        if (!has(name)) {
            throw new InvalidFieldException(path + name, "absent", "present");
        }
        return text(path + name, json.path(name));
    }

    /** A whole number that must be there. */
    long number(String name, long least, long greatest) {
        return findNumber(name, least, greatest)
                .orElseThrow(() -> new InvalidFieldException(path + name, "absent", "present"));
    }

    /** A whole number, if it is there. */
    OptionalLong findNumber(String name, long least, long greatest) {
        if (!has(name)) {
            return OptionalLong.empty();
        }
        JsonNode value = json.path(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > greatest) {
            throw new InvalidFieldException(
                    path + name, value.toString(), "a whole number of " + least + ".." + greatest);
        }
        return OptionalLong.of(value.longValue());
    }

    /** A list of texts, if it is there. */
    Optional<List<String>> findTexts(String name) {
        return findList(name).map(list -> {
            List<String> texts = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                texts.add(text(path + name + '[' + i + ']', list.get(i)));
            }
            return texts;
        });
    }

    /** A list of objects; empty when it is not there. */
    List<JsonBody> objects(String name) {
        List<JsonBody> objects = new ArrayList<>();
        findList(name).ifPresent(list -> {
            for (int i = 0; i < list.size(); i++) {
                objects.add(object(path + name + '[' + i + ']', list.get(i)));
            }
        });
        return objects;
    }

    /** An object of texts; empty when it is not there. */
    Map<String, String> textsByName(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (has(name)) {
            object(path + name, json.path(name))
                    .json()
                    .properties()
                    .forEach(
                            each -> texts.put(each.getKey(), text(path + name + '.' + each.getKey(), each.getValue())));
        }
        return texts;
    }

    private Optional<JsonNode> findList(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        JsonNode value = json.path(name);
        if (!value.isArray()) {
            throw new InvalidFieldException(path + name, value.toString(), "a list");
        }
        return Optional.of(value);
    }

    private static JsonBody object(String field, JsonNode value) {
        if (value instanceof ObjectNode object) {
            return new JsonBody(object, field + '.');
        }
        throw new InvalidFieldException(field, value.toString(), "an object");
    }

    private static String text(String field, JsonNode value) {
        if (!value.isTextual()) {
            throw new InvalidFieldException(field, value.toString(), "a text");
        }
        return value.textValue();
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? "what is no JSON"
                : "wrong at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }
}
