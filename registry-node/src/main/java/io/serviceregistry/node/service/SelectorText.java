package io.serviceregistry.node.service;

import io.serviceregistry.node.core.view.Selector;
import io.serviceregistry.node.core.view.Selector.Subject;
import io.serviceregistry.node.core.view.Selector.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads selectors.
 *
 * <pre>
 * selector := [ term { "," term } ]
 * term     := [ "!" ] name                          a tag that must (not) be there
 *           | name ( "=" | "==" | "!=" ) value      metadata, or the zone
 *           | name ( "in" | "notin" ) "(" value { "," value } ")"
 * name     := "zone" | "metadata." key | key | tag
 * value    := word | quoted
 * word     := visible ASCII without , ( ) = ! "
 * quoted   := " any text, with \" and \\ "
 * </pre>
 *
 * {@code zone} is the instance's zone; a metadata entry of that name is {@code metadata.zone}. Spaces between the parts mean
 * nothing.
 */
final class SelectorText {
    static final int MAX_BYTES = 1_024;
    static final int MAX_TERMS = 32;
    static final int MAX_VALUES = 64;
    static final String RULE =
            "terms such as version=2, zone in (a,b), !canary: at most 32 of them, 64 values in one, 1024"
                    + " bytes in all";

    private static final String METADATA = "metadata.";
    private static final String ZONE = "zone";

    private final String field;
    private final String text;
    private int next;

    private SelectorText(String field, String text) {
        this.field = field;
        this.text = text;
    }

    /** The selector that a field holds; an empty text chooses every instance. */
    static Selector read(String field, String text) {
        if (FieldRules.bytes(text) > MAX_BYTES) {
            throw new InvalidFieldException(field, text, RULE);
        }
        return new SelectorText(field, text).selector();
    }

    private Selector selector() {
        skipSpaces();
        if (isAtEnd()) {
            return Selector.ALL;
        }
        List<Term> terms = new ArrayList<>();
        do {
            terms.add(term());
            if (terms.size() > MAX_TERMS) {
                throw wrong("at most " + MAX_TERMS + " terms");
            }
        } while (take(","));
        if (!isAtEnd()) {
            throw wrong("a comma or the end");
        }
        return new Selector(terms);
    }

    private Term term() {
        if (take("!")) {
            return tag(word("the name of a tag"), true);
        }
        String name = word("a name");
        if (take("!=")) {
            return values(name, one(value()), true);
        }
        if (take("==") || take("=")) {
            return values(name, one(value()), false);
        }
        int before = next;
        if (isWordNext()) {
            String operator = word("in or notin");
            if (operator.equals("in") || operator.equals("notin")) {
                return values(name, set(), operator.equals("notin"));
            }
            next = before;
            throw wrong("=, ==, !=, in, notin, a comma or the end");
        }
        return tag(name, false);
    }

    private static Term tag(String name, boolean negated) {
        return new Term(Subject.TAG, name, new TreeSet<>(), negated);
    }

    private static Term values(String name, SortedSet<String> values, boolean negated) {
        if (name.equals(ZONE)) {
            return new Term(Subject.ZONE, "", values, negated);
        }
        String key = name.startsWith(METADATA) ? name.substring(METADATA.length()) : name;
        return new Term(Subject.METADATA, key, values, negated);
    }

    private static SortedSet<String> one(String value) {
        SortedSet<String> values = new TreeSet<>();
        values.add(value);
        return values;
    }

    private SortedSet<String> set() {
        if (!take("(")) {
            throw wrong("(");
        }
        SortedSet<String> values = new TreeSet<>();
        do {
            values.add(value());
            if (values.size() > MAX_VALUES) {
                throw wrong("at most " + MAX_VALUES + " values");
            }
        } while (take(","));
        if (!take(")")) {
            throw wrong("a comma or )");
        }
        return values;
    }

    private String value() {
        return text.startsWith("\"", next) ? quoted() : word("a value");
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        int at = next + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') {
                at++;
                if (at == text.length() || (text.charAt(at) != '"' && text.charAt(at) != '\\')) {
                    next = at;
                    throw wrong("\\\" or \\\\");
                }
            }
            value.append(text.charAt(at));
            at++;
        }
        if (at == text.length()) {
            next = at;
            throw wrong("a closing \"");
        }
        next = at + 1;
        skipSpaces();
        return value.toString();
    }

    private String word(String expected) {
        int end = next;
        while (end < text.length() && isWord(text.charAt(end))) {
            end++;
        }
        if (end == next) {
            throw wrong(expected);
        }
        String word = text.substring(next, end);
        next = end;
        skipSpaces();
        return word;
    }

    private boolean isWordNext() {
        return !isAtEnd() && isWord(text.charAt(next));
    }

    private static boolean isWord(char character) {
        return character > ' ' && character < 0x7F && ",()=!\"".indexOf(character) < 0;
    }

    /** Takes these characters, if they come next. */
    private boolean take(String characters) {
        if (!text.startsWith(characters, next)) {
            return false;
        }
        next += characters.length();
        skipSpaces();
        return true;
    }

    private void skipSpaces() {
        while (!isAtEnd() && text.charAt(next) == ' ') {
            next++;
        }
    }

    private boolean isAtEnd() {
        return next == text.length();
    }

    private InvalidFieldException wrong(String expected) {
        return new InvalidFieldException(field, text, RULE + "; at character " + (next + 1) + ": " + expected);
    }
}
