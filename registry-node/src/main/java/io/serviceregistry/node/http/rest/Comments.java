package io.serviceregistry.node.http.rest;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The comments of the schema, which generated code does not have, by full names. */
final class Comments {
    private static final String SCHEMA = "/registry/schema.binpb";

    private final Map<String, String> comments = new HashMap<>();

    private Comments(FileDescriptorSet schema) {
        schema.getFileList()
                .forEach(file -> file.getSourceCodeInfo().getLocationList().forEach(location -> put(file, location)));
    }

    /** Those that the schema was built with. */
    static Comments ofSchema() {
        try (InputStream schema = Comments.class.getResourceAsStream(SCHEMA)) {
            if (schema == null) {
                throw new IllegalStateException(SCHEMA + ": absent (expected: beside the generated code)");
            }
            return new Comments(FileDescriptorSet.parseFrom(schema));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The comment of what has this name; empty without one. */
    String of(String fullName) {
        return comments.getOrDefault(fullName, "");
    }

    private void put(FileDescriptorProto file, Location location) {
        String name = name(file, location.getPathList());
        if (name != null && location.hasLeadingComments()) {
            comments.put(
                    file.getPackage() + '.' + name,
                    location.getLeadingComments().replaceAll("(?m)^ ", "").strip());
        }
    }

    /** What a path of {@code SourceCodeInfo} leads to: numbers of fields and places in them, by turns. */
    private static @Nullable String name(FileDescriptorProto file, List<Integer> path) {
        if (path.size() != 2 && path.size() != 4) {
            return null;
        }
        int outer = path.get(1);
        boolean whole = path.size() == 2;
        switch (path.get(0)) {
            case FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER -> {
                DescriptorProto message = file.getMessageType(outer);
                return whole
                        ? message.getName()
                        : path.get(2) == DescriptorProto.FIELD_FIELD_NUMBER
                                ? message.getName()
                                        + '.'
                                        + message.getField(path.get(3)).getName()
                                : null;
            }
            case FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER -> {
                EnumDescriptorProto type = file.getEnumType(outer);
                return whole
                        ? type.getName()
                        : path.get(2) == EnumDescriptorProto.VALUE_FIELD_NUMBER
                                ? type.getName()
                                        + '.'
                                        + type.getValue(path.get(3)).getName()
                                : null;
            }
            case FileDescriptorProto.SERVICE_FIELD_NUMBER -> {
                ServiceDescriptorProto service = file.getService(outer);
                return whole
                        ? service.getName()
                        : path.get(2) == ServiceDescriptorProto.METHOD_FIELD_NUMBER
                                ? service.getName()
                                        + '.'
                                        + service.getMethod(path.get(3)).getName()
                                : null;
            }
            default -> {
                return null;
            }
        }
    }
}
