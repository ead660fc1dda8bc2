package io.serviceregistry.cli.local;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What the supervisor of a node has had to do since the node was started by a command.
 *
 * @param count so many times it started the node again
 * @param lastExitCode how the node ended last; empty while it has not ended
 * @param gaveUp it has left the node stopped, for ending too often
 */
public record Restarts(int count, String lastExitCode, boolean gaveUp) {
    /** Reads what the supervisor wrote; empty when there is none. */
    static Optional<Restarts> read(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
            return Optional.of(new Restarts(
                    Integer.parseInt(properties.getProperty("restarts", "")),
                    properties.getProperty("last-exit-code", ""),
                    Boolean.parseBoolean(properties.getProperty("gave-up"))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
