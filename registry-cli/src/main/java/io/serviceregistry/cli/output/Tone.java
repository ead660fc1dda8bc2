package io.serviceregistry.cli.output;

/** What a colour stands for. Colour repeats what the words say, it never adds to it. */
public enum Tone {
    /** Nothing special. */
    PLAIN(""),
    /** All is well. */
    GOOD("\u001b[32m"),
    /** Needs a look. */
    ATTENTION("\u001b[33m"),
    /** Broken. */
    BAD("\u001b[31m"),
    /** Stands out. */
    STRONG("\u001b[1m");

    private final String code;

    Tone(String code) {
        this.code = code;
    }

    String code() {
        return code;
    }
}
