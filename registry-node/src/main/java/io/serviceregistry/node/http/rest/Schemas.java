package io.serviceregistry.node.http.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;

/** The messages of the schema as JSON schemas: those that something refers to. */
final class Schemas {
    private static final long MAX_UINT32 = 0xFFFF_FFFFL;

    private final ObjectNode all = JsonNodeFactory.instance.objectNode();
    private final Comments comments;

    Schemas(Comments comments) {
        this.comments = comments;
    }

    /** All that were referred to so far, by their names. */
    ObjectNode all() {
        return all;
    }

    /** A reference to a message. */
    ObjectNode reference(Descriptor message) {
        if (!all.has(message.getName())) {
            ObjectNode schema = all.putObject(message.getName());
            schema.put("type", "object");
            describe(schema, message.getFullName());
            ObjectNode properties = schema.putObject("properties");
            message.getFields().forEach(field -> properties.set(field.getName(), property(field)));
        }
        return reference(message.getName());
    }

    private ObjectNode property(FieldDescriptor field) {
        ObjectNode schema;
        if (field.isMapField()) {
            schema = type("object");
            schema.set("additionalProperties", value(field.getMessageType().findFieldByNumber(2)));
        } else if (field.isRepeated()) {
            schema = type("array");
            schema.set("items", value(field));
        } else {
            schema = value(field);
        }
        describe(schema, field.getFullName());
        return schema;
    }

    private ObjectNode value(FieldDescriptor field) {
        return field.getJavaType() == JavaType.MESSAGE
                ? reference(field.getMessageType())
                : field.getJavaType() == JavaType.ENUM ? reference(field.getEnumType()) : single(field);
    }

    private ObjectNode reference(EnumDescriptor type) {
        if (!all.has(type.getName())) {
            ObjectNode schema = all.putObject(type.getName());
            schema.put("type", "string");
            StringBuilder values = new StringBuilder(comments.of(type.getFullName()));
            type.getValues().forEach(value -> {
                schema.withArray("enum").add(value.getName());
                String comment = comments.of(type.getFullName() + '.' + value.getName());
                values.append("\n- `").append(value.getName()).append("`: ").append(comment);
            });
            schema.put("description", values.toString());
        }
        return reference(type.getName());
    }

    /** A field as a parameter. */
    ObjectNode parameter(FieldDescriptor field) {
        ObjectNode schema = single(field);
        if (field.getJavaType() == JavaType.ENUM) {
            FieldText.shortNames(field.getEnumType())
                    .forEach(name -> schema.withArray("enum").add(name));
        }
        if (!field.isRepeated()) {
            return schema;
        }
        ObjectNode list = type("array");
        list.set("items", schema);
        return list;
    }

    /** 64 bits are text, as numbers of that size get lost in many a reader of JSON. */
    private static ObjectNode single(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case BOOLEAN -> type("boolean");
            case INT -> type("integer").put("minimum", 0).put("maximum", MAX_UINT32);
            case LONG -> type("string").put("format", "uint64").put("pattern", "^[0-9]+$");
            default -> type("string");
        };
    }

    private void describe(ObjectNode schema, String fullName) {
        String comment = comments.of(fullName);
        if (!comment.isEmpty()) {
            schema.put("description", comment);
        }
    }

    private static ObjectNode reference(String name) {
        return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
    }

    private static ObjectNode type(String name) {
        return JsonNodeFactory.instance.objectNode().put("type", name);
    }
}
