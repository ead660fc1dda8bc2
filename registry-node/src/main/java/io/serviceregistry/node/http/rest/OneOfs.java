package io.serviceregistry.node.http.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import io.serviceregistry.node.service.InvalidFieldException;

/** Fields of which a request may have one: the last would win without a word. */
final class OneOfs {
    private OneOfs() {}

    /** Lets a message be filled part by part. */
    static void requireNoOther(Message.Builder holder, FieldDescriptor field, String path) {
        if (!holder.hasField(field)) {
            requireFree(holder, field, path);
        }
    }

    static void requireFree(Message.Builder holder, FieldDescriptor field, String path) {
        OneofDescriptor oneof = field.getRealContainingOneof();
        if (oneof != null && holder.hasOneof(oneof)) {
            throw new InvalidFieldException(
                    path,
                    "given beside " + holder.getOneofFieldDescriptor(oneof).getName(),
                    "at most one of "
                            + oneof.getFields().stream()
                                    .map(FieldDescriptor::getName)
                                    .toList());
        }
    }
}
