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
    /** Back to the start of the line, and all of it taken away. */
    private static final String NEW_START = "\r\u001b[K";

    private final PrintStream out;
    private final PrintStream err;
    private final Style style;
    private final boolean live;
    private boolean lineInPlace;

    /** A terminal that prints to the given streams, line after line. */
    public Terminal(PrintStream out, PrintStream err, Style style) {
        this(out, err, style, false);
    }

    /**
     * A terminal that prints to the given streams.
     *
     * @param live whether a person looks at the second, and a line there can be written over
     */
    public Terminal(PrintStream out, PrintStream err, Style style, boolean live) {
        this.out = out;
        this.err = err;
        this.style = style;
        this.live = live;
    }

    /**
     * The process's own streams.
     *
     * @param isTty whether a person looks at standard output; the JVM's own answer to that differs between releases
     * @param isErrorTty the same of standard error
     * @param environment may ask for {@code NO_COLOR}
     */
    public static Terminal ofProcess(boolean isTty, boolean isErrorTty, Map<String, String> environment) {
        boolean capable = !"dumb".equals(environment.get("TERM"));
        boolean colour =
                isTty && capable && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(
                new PrintStream(System.out, true, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                colour ? Style.COLOURED : Style.PLAIN,
                isErrorTty && capable);
    }

    /** How to colour what goes here. */
    public Style style() {
        return style;
    }

    /** Prints a line of an answer. */
    public void answer(String line) {
        endLine();
        out.println(line);
    }

    /** Prints an answer of several lines. */
    public void answer(List<String> lines) {
        endLine();
        lines.forEach(out::println);
    }

    /** Prints a table. */
    public void answer(Table table) {
        answer(table.lines(style));
    }

    /** Prints a line of progress or of an error. */
    public void notice(String line) {
        endLine();
        err.println(line);
    }

    /** Whether {@link #overwrite} is of use. */
    boolean isLive() {
        return live;
    }

    /** Prints progress in place of what was printed so before. */
    void overwrite(String line) {
        err.print(NEW_START + line);
        err.flush();
        lineInPlace = true;
    }

    /** Takes away what was printed in place. */
    void endLine() {
        if (lineInPlace) {
            err.print(NEW_START);
            err.flush();
            lineInPlace = false;
        }
    }

    /** Prints where an exception came from, for those who asked for it. */
    public void trace(Throwable thrown) {
        endLine();
        thrown.printStackTrace(err);
    }
}
