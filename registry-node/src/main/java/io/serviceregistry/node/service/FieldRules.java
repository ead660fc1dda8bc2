package io.serviceregistry.node.service;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** The kinds of rules that fields have. Each method answers with the value, or throws {@link InvalidFieldException}. */
final class FieldRules {
    private FieldRules() {}

    /** A name: 1..max bytes of letters, digits, dot, underscore and dash. */
    static String name(String field, String value, int max) {
        return checked(field, value, 1, max, FieldRules::isNameCharacter, "[A-Za-z0-9._-]");
    }

    /** A name that may be left out. */
    static String optionalName(String field, String value, int max) {
        return checked(field, value, 0, max, FieldRules::isNameCharacter, "[A-Za-z0-9._-]");
    }

    /** 1..max bytes that can be seen: no spaces, no control characters, nothing beyond ASCII. */
    static String visible(String field, String value, int max) {
        return checked(field, value, 1, max, character -> character > ' ' && character < 0x7F, "visible ASCII");
    }

    /** Any text of at most max bytes. */
    static String text(String field, String value, int max) {
        if (value.length() > max || bytes(value) > max) {
            throw new InvalidFieldException(field, value, "0.." + max + " bytes");
        }
        return wellFormed(field, value);
    }

    /**
     * Text that UTF-8 can say. Half of a surrogate pair, which JSON lets through, would be kept as it is by the node that takes the
     * request, and as a question mark by those that read it from the log.
     */
    static String wellFormed(String field, String value) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw new InvalidFieldException(field, value, "text without half a surrogate pair");
        }
        return value;
    }

    /** A whole number; negative ones are the large ones of an unsigned field. */
    static long number(String field, long value, long least, long greatest) {
        if (value < least || value > greatest) {
            String rule = greatest == Long.MAX_VALUE ? least + " or more, below 2^63" : least + ".." + greatest;
            throw new InvalidFieldException(field, Long.toUnsignedString(value), rule);
        }
        return value;
    }

    /** How many there are. */
    static void count(String field, int count, int max) {
        if (count > max) {
            throw new InvalidFieldException(field, count + " of them", "at most " + max);
        }
    }

    /** The length in bytes of UTF-8. */
    static int bytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8).length;
    }

    private static boolean isNameCharacter(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '.'
                || character == '_'
                || character == '-';
    }

    private static String checked(String field, String value, int min, int max, IntPredicate allowed, String alphabet) {
        if (value.length() < min || value.length() > max || !value.chars().allMatch(allowed)) {
            throw new InvalidFieldException(field, value, min + ".." + max + " bytes of " + alphabet);
        }
        return value;
    }
}
