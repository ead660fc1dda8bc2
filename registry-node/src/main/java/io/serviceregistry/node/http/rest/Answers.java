package io.serviceregistry.node.http.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import io.serviceregistry.proto.v1.Instance;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers as JSON: the names are those of the schema, 64-bit numbers are text, and what has its default value is there all the same,
 * so that nobody must know which fields go missing. Thread-safe.
 */
final class Answers {
    private final JsonFormat.Printer withoutLeaseState;
    private final JsonFormat.Printer whole;

    Answers(List<ServiceDescriptor> services) {
        Set<FieldDescriptor> always = new HashSet<>();
        Set<Descriptor> seen = new HashSet<>();
        services.forEach(
                service -> service.getMethods().forEach(method -> collect(method.getOutputType(), seen, always)));
        JsonFormat.Printer plain =
                JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
        this.whole = plain.includingDefaultValueFields(always);
        Set<FieldDescriptor> unchanging = new HashSet<>(always);
        unchanging.remove(Instance.getDescriptor().findFieldByNumber(Instance.RENEWALS_FIELD_NUMBER));
        this.withoutLeaseState = plain.includingDefaultValueFields(unchanging);
    }

    private static void collect(Descriptor message, Set<Descriptor> seen, Set<FieldDescriptor> always) {
        if (!seen.add(message)) {
            return;
        }
        for (FieldDescriptor field : message.getFields()) {
            if (!field.hasPresence()) {
                always.add(field);
            }
            if (field.getJavaType() == JavaType.MESSAGE) {
                collect(field.getMessageType(), seen, always);
            }
        }
    }

    /** An answer whose instances, if any, are without lease state. */
    String withoutLeaseState(MessageOrBuilder message) {
        return print(withoutLeaseState, message);
    }

    /** An answer with all that it has. */
    String whole(MessageOrBuilder message) {
        return print(whole, message);
    }

    private static String print(JsonFormat.Printer printer, MessageOrBuilder message) {
        try {
            return printer.print(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }
}
