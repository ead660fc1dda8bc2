package io.serviceregistry.node.http.rest;

import io.serviceregistry.node.service.InvalidFieldException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A path of the annotations: each segment is a word, or stands for a field of the request, such as <code>{key.service}</code>. */
record PathTemplate(String text) {
    private static boolean isVariable(String segment) {
        return segment.startsWith("{");
    }

    private static String field(String segment) {
        return segment.substring(1, segment.length() - 1);
    }

    private static String[] segments(String path) {
        return path.split("/", -1);
    }

    /** The same for templates that match the same paths, and a pattern of the HTTP library. */
    String shape() {
        List<String> shape = new ArrayList<>();
        for (String segment : segments(text)) {
            shape.add(isVariable(segment) ? "{v" + shape.size() + '}' : segment);
        }
        return String.join("/", shape);
    }

    /** As people read it: a variable is named by the last part of its field, as equal paths must have equal names. */
    String plain() {
        List<String> plain = new ArrayList<>();
        for (String segment : segments(text)) {
            plain.add(isVariable(segment) ? '{' + plain(field(segment)) + '}' : segment);
        }
        return String.join("/", plain);
    }

    /** The name of a variable. */
    static String plain(String field) {
        return field.substring(field.lastIndexOf('.') + 1);
    }

    /** The fields that it names, in their order. */
    List<String> fields() {
        List<String> fields = new ArrayList<>();
        for (String segment : segments(text)) {
            if (isVariable(segment)) {
                fields.add(field(segment));
            }
        }
        return fields;
    }

    /**
     * The values of its fields in a path that matches.
     *
     * @param rawPath still encoded, so that a slash within a value is not the end of it
     */
    Map<String, String> values(String rawPath) {
        String[] mine = segments(text);
        int end = rawPath.indexOf('?');
        String[] given = segments(end < 0 ? rawPath : rawPath.substring(0, end));
        if (mine.length != given.length) {
            throw new InvalidFieldException("path", rawPath, text);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < mine.length; i++) {
            if (isVariable(mine[i])) {
                values.put(field(mine[i]), decoded(field(mine[i]), given[i]));
            }
        }
        return values;
    }

    private static String decoded(String field, String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new InvalidFieldException(field, segment, "encoded as RFC 3986 says");
        }
    }
}
