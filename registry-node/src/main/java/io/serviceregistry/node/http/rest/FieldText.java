package io.serviceregistry.node.http.rest;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.serviceregistry.node.service.InvalidFieldException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values of single fields, as paths and queries, and most of JSON, write them. */
final class FieldText {
    private static final BigInteger UINT64 = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger UINT32 = BigInteger.ONE.shiftLeft(32);
    private static final int MAX_DIGITS = 20; // of 64 bits

    private FieldText() {}

    /** The value of a field that is neither a message nor repeated; {@code path} names it in errors. */
    static Object value(FieldDescriptor field, String path, String text) {
        return switch (field.getType()) {
            case STRING -> string(path, text);
            case BOOL -> bool(path, text);
            case UINT64 -> number(path, text, UINT64).longValue();
            case UINT32 -> number(path, text, UINT32).intValue();
            case ENUM -> constant(field.getEnumType(), path, text);
            default ->
                throw new IllegalStateException(field.getFullName() + ": " + field.getType() + " (expected: "
                        + "a type that the public schema has)");
        };
    }

    /** Text that can be encoded: half a surrogate pair, which JSON can name, would be another text on the way. */
    static String string(String path, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new InvalidFieldException(path, "text with half a surrogate pair", "Unicode text");
        }
        return text;
    }

    static Boolean bool(String path, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidFieldException(path, text, "true or false");
        };
    }

    private static BigInteger number(String path, String text, BigInteger beyond) {
        if (!text.isEmpty()
                && text.length() <= MAX_DIGITS
                && text.chars().allMatch(character -> character >= '0' && character <= '9')) {
            BigInteger number = new BigInteger(text);
            if (number.compareTo(beyond) < 0) {
                return number;
            }
        }
        throw new InvalidFieldException(path, text, "a whole number, 0.." + beyond.subtract(BigInteger.ONE));
    }

    /** By its name, or by what follows the name of the type in it, in letters of any size. */
    private static EnumValueDescriptor constant(EnumDescriptor type, String path, String text) {
        String upper = text.toUpperCase(Locale.ROOT);
        EnumValueDescriptor found = find(type, upper, prefix(type) + upper);
        if (found == null) {
            throw new InvalidFieldException(path, text, "one of " + shortNames(type));
        }
        return found;
    }

    private static @Nullable EnumValueDescriptor find(EnumDescriptor type, String name, String longName) {
        EnumValueDescriptor byName = type.findValueByName(name);
        EnumValueDescriptor found = byName == null ? type.findValueByName(longName) : byName;
        return found == null || found.getNumber() == 0 ? null : found;
    }

    /** The constants that say something, as people write them. */
    static List<String> shortNames(EnumDescriptor type) {
        return type.getValues().stream()
                .filter(value -> value.getNumber() != 0)
                .map(value -> value.getName().substring(prefix(type).length()).toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String prefix(EnumDescriptor type) {
        return type.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + '_';
    }
}
