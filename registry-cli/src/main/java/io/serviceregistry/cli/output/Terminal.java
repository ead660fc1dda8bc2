package io.serviceregistry.cli.output;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Where everything is printed: answers to standard output, progress and errors to standard error, so that a pipe gets
 * answers only. The one class that knows {@code System.out}.
 */
public final class Terminal {
    private final PrintStream out;
    private final PrintStream err;
    private final Style style;

    /** A terminal that prints to the given streams. */
    public Terminal(PrintStream out, PrintStream err, Style style) {
        this.out = out;
        this.err = err;
        this.style = style;
    }

    /**
     * The process's own streams.
     *
     * @param isTty whether a person looks at standard output; the JVM's own answer to that differs between releases
     * @param environment may ask for {@code NO_COLOR}
     */
    public static Terminal ofProcess(boolean isTty, Map<String, String> environment) {
        boolean colour =
                isTty && environment.getOrDefault("NO_COLOR", "").isEmpty() && !"dumb".equals(environment.get("TERM"));
        return new Terminal(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                colour ? Style.COLOURED : Style.PLAIN);
    }

    /** How to colour what goes here. */
    public Style style() {
        return style;
    }

    /** Prints a line of an answer. */
    public void answer(String line) {
        out.println(line);
    }

    /** Prints an answer of several lines. */
    public void answer(List<String> lines) {
        lines.forEach(out::println);
    }

    /** Prints a table. */
    public void answer(Table table) {
        answer(table.lines(style));
    }

    /** Prints a line of progress or of an error. */
    public void notice(String line) {
        err.println(line);
    }

    /** Prints where an exception came from, for those who asked for it. */
    public void trace(Throwable thrown) {
        thrown.printStackTrace(err);
    }
}
