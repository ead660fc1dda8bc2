package io.serviceregistry.cli.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a node that ended by itself is started again: by a shell script beside it, which needs a megabyte where a JVM would
 * need a hundred.
 *
 * @param limit so many new starts within the window, then the node is left stopped
 * @param window also: a run as long as this makes the pauses short again
 * @param firstPause before the first new start; doubled with each, in whole seconds
 * @param longestPause the pauses grow no longer
 */
public record Supervision(int limit, Duration window, Duration firstPause, Duration longestPause) {
    /** What {@code cluster up} does: a crash now and then is survived, a node that cannot live is given up in minutes. */
    public static final Supervision DEFAULT =
            new Supervision(10, Duration.ofMinutes(5), Duration.ofSeconds(1), Duration.ofSeconds(8));

    private static final String TEMPLATE = "supervise.sh";

    public Supervision {
        if (limit < 0) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 0)");
        }
    }

    /** Writes the script that runs this command. */
    void write(NodeFolder folder, List<String> command) throws IOException {
        try (InputStream in = Supervision.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IOException(TEMPLATE + " is missing in the jar");
            }
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@LIMIT@", Integer.toString(limit))
                    .replace("@WINDOW@", Long.toString(window.toSeconds()))
                    .replace("@FIRST@", Long.toString(firstPause.toSeconds()))
                    .replace("@LONGEST@", Long.toString(longestPause.toSeconds()))
                    .replace("@FOLDER@", quoted(folder.root().toString()))
                    .replace(
                            "@COMMAND@",
                            command.stream().map(Supervision::quoted).collect(Collectors.joining(" ")));
            Files.writeString(folder.supervisor(), script);
        }
    }

    /** As one word of the shell, whatever is in it. */
    private static String quoted(String word) {
        return '\'' + word.replace("'", "'\\''") + '\'';
    }
}
