package io.serviceregistry.node.http.rest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.serviceregistry.node.service.InvalidFieldException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a request that a path or a query can hold: single values, named by the way to them, such as {@code
 * read.consistency}; and lists of them, by naming one as often as there are values.
 */
final class Parameters {
    private final Map<String, List<FieldDescriptor>> ways = new LinkedHashMap<>();

    Parameters(Descriptor request) {
        collect(request, "", List.of());
    }

    private void collect(Descriptor message, String prefix, List<FieldDescriptor> way) {
        for (FieldDescriptor field : message.getFields()) {
            List<FieldDescriptor> further = new ArrayList<>(way);
            further.add(field);
            String name = prefix + field.getName();
            if (field.getJavaType() != JavaType.MESSAGE) {
                ways.put(name, List.copyOf(further));
            } else if (!field.isRepeated()) {
                collect(field.getMessageType(), name + '.', further);
            }
        }
    }

    /** All their names, in the order of the schema. */
    Set<String> names() {
        return ways.keySet();
    }

    /** The field that one of the names stands for. */
    FieldDescriptor field(String name) {
        List<FieldDescriptor> way = way(name);
        return way.get(way.size() - 1);
    }

    /** True when a request that has one of them can have another: not when they are different alternatives of a choice. */
    boolean goTogether(String name, String other) {
        FieldDescriptor first = way(name).get(0);
        FieldDescriptor second = way(other).get(0);
        return first.equals(second)
                || first.getRealContainingOneof() == null
                || !first.getRealContainingOneof().equals(second.getRealContainingOneof());
    }

    /** Puts into a request what was given for one of them. */
    void set(Message.Builder request, String name, List<String> values) {
        List<FieldDescriptor> way = way(name);
        FieldDescriptor field = way.get(way.size() - 1);
        if (!field.isRepeated() && values.size() > 1) {
            throw new InvalidFieldException(name, values.size() + " of them", "at most one");
        }
        Message.Builder holder = holder(request, way, name);
        OneOfs.requireFree(holder, field, name);
        for (String value : values) {
            Object parsed = FieldText.value(field, name, value);
            if (field.isRepeated()) {
                holder.addRepeatedField(field, parsed);
            } else {
                holder.setField(field, parsed);
            }
        }
    }

    /** Puts into a request what the path says; a body may say the same, and nothing else. */
    void setFromPath(Message.Builder request, String name, String value) {
        List<FieldDescriptor> way = way(name);
        FieldDescriptor field = way.get(way.size() - 1);
        Message.Builder holder = holder(request, way, name);
        Object parsed = FieldText.value(field, name, value);
        Object present = holder.getField(field);
        if (!present.equals(field.getDefaultValue()) && !present.equals(parsed)) {
            throw new InvalidFieldException(name, present.toString(), value + ", as in the path");
        }
        holder.setField(field, parsed);
    }

    private List<FieldDescriptor> way(String name) {
        List<FieldDescriptor> way = ways.get(name);
        if (way == null) {
            throw new IllegalArgumentException(name + " (expected: one of " + names() + ')');
        }
        return way;
    }

    private static Message.Builder holder(Message.Builder request, List<FieldDescriptor> way, String name) {
        Message.Builder holder = request;
        for (FieldDescriptor field : way.subList(0, way.size() - 1)) {
            OneOfs.requireNoOther(holder, field, name);
            holder = holder.getFieldBuilder(field);
        }
        return holder;
    }
}
