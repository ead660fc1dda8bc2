package io.serviceregistry.node.codec;

import com.google.protobuf.Message;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The rules for fields of the schema that the schema cannot say. Reading breaks with {@link CorruptLogException};
 * writing breaks with {@link IllegalArgumentException}, so that nothing is written that could not be read.
 */
final class Fields {
    private Fields() {}

    /** Refuses fields that this version does not know: they mean something to the one who wrote them. */
    static void refuseUnknown(Message message) {
        if (!message.getUnknownFields().isEmpty()) {
            throw corrupt(
                    message,
                    "unknown fields " + message.getUnknownFields().asMap().keySet() + " (expected: none)");
        }
    }

    /** Refuses the absence of a message that is always there. */
    static void require(boolean present, Message message, String field) {
        if (!present) {
            throw corrupt(message, field + " is missing");
        }
    }

    /** Refuses keys out of order: {@code previous} is null before the first. */
    static <K extends Comparable<? super K>> void requireAscending(
            @Nullable K previous, K key, Message message, String field) {
        if (previous != null && Comparator.<K>naturalOrder().compare(previous, key) >= 0) {
            throw corrupt(message, field + ": " + key + " (expected: after " + previous + ')');
        }
    }

    /** What is wrong with a message. */
    static CorruptLogException corrupt(Message message, String what) {
        return new CorruptLogException(message.getDescriptorForType().getName() + ": " + what);
    }

    /** A text to be written. Half a surrogate pair has no UTF-8 and would come back as another text. */
    static String text(String value, String field) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isLowSurrogate(c)
                    || i + 1 == value.length()
                    || !Character.isLowSurrogate(value.charAt(i + 1))) {
                throw new IllegalArgumentException(field + ": half a surrogate pair at " + i + " (expected: Unicode)");
            }
            i++;
        }
        return value;
    }
}
