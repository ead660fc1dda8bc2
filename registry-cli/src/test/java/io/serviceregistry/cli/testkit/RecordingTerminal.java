package io.serviceregistry.cli.testkit;

import io.serviceregistry.cli.output.Style;
import io.serviceregistry.cli.output.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Keeps what was printed. */
public final class RecordingTerminal {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** The terminal to print to. */
    public Terminal terminal() {
        return terminal(false);
    }

    /** One where lines can be written over. */
    public Terminal liveTerminal() {
        return terminal(true);
    }

    private Terminal terminal(boolean live) {
        return new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Style.PLAIN,
                live);
    }

    /** What went to standard output. */
    public String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What went to standard error. */
    public String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
