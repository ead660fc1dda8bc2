package io.serviceregistry.node.http.small;

import io.serviceregistry.node.service.InvalidFieldException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names fields as the caller wrote them, where a rule of the use cases names them as the public schema does. */
final class FieldNames {
    private static final Pattern ENDPOINT = Pattern.compile("endpoints\\[(\\d+)]\\.(name|uri)");

    private FieldNames() {}

    /** The same error in the words of a shape. */
    static InvalidFieldException of(Shape shape, InvalidFieldException invalid) {
        return renamed(invalid, name(shape, invalid.field()));
    }

    /** The same error under another name. */
    static InvalidFieldException renamed(InvalidFieldException invalid, String field) {
        return new InvalidFieldException(field, invalid.value(), invalid.rule());
    }

    private static String name(Shape shape, String path) {
        String field = path.startsWith("instance.") ? path.substring("instance.".length()) : path;
        if (field.equals("key.service")) {
            return shape.serviceField();
        }
        if (field.equals("key.instance_id")) {
            return shape.addressField();
        }
        Matcher endpoint = ENDPOINT.matcher(field);
        if (endpoint.matches()) {
            // The caller's first one follows the primary endpoint.
            int place = Integer.parseInt(endpoint.group(1)) - 1;
            return "endpoints[" + place + "]." + (endpoint.group(2).equals("name") ? "type" : "url");
        }
        return field;
    }
}
