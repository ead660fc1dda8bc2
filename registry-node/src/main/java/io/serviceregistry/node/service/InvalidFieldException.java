package io.serviceregistry.node.service;

/** A field of a request breaks its rule. Nothing of the request was proposed; sending it again will not help. */
public final class InvalidFieldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What people need to recognize a value; the rest of a megabyte helps nobody. */
    static final int MAX_SHOWN = 100;

    private final String field;
    private final String value;
    private final String rule;

    /**
     * Names what is wrong.
     *
     * @param field the path of the field, such as {@code instance.endpoints[2].uri}
     * @param value what was given; shortened here
     * @param rule what is expected
     */
    public InvalidFieldException(String field, String value, String rule) {
        super(field + ": " + shown(value) + " (expected: " + rule + ')', null, false, false);
        this.field = field;
        this.value = shown(value);
        this.rule = rule;
    }

    /** The path of the field. */
    public String field() {
        return field;
    }

    /** The value, shortened. */
    public String value() {
        return value;
    }

    /** The rule. */
    public String rule() {
        return rule;
    }

    private static String shown(String value) {
        return value.length() <= MAX_SHOWN ? value : value.substring(0, MAX_SHOWN) + "...";
    }
}
