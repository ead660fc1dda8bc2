package io.serviceregistry.cli.output;

/** Whether tones become colours. */
public enum Style {
    /** For files, pipes and {@code NO_COLOR}. */
    PLAIN,
    /** For terminals. */
    COLOURED;

    private static final String RESET = "\u001b[0m";

    /** The text in its tone. */
    public String paint(Tone tone, String text) {
        return this == PLAIN || tone == Tone.PLAIN || text.isEmpty() ? text : tone.code() + text + RESET;
    }
}
