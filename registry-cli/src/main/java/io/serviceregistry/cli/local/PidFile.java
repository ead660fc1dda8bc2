package io.serviceregistry.cli.local;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * Which process is the node. A pid alone names any process at all once the node is gone, so its start is kept too. Written
 * here, or by the node's supervisor.
 *
 * @param pid the process id
 * @param started when the process started, as the system tells it
 */
record PidFile(long pid, Instant started) {
    /** Reads it; empty when there is none, or none that makes sense. */
    static Optional<PidFile> read(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Files.readString(file)));
            return Optional.of(new PidFile(
                    Long.parseLong(properties.getProperty("pid", "")),
                    Instant.ofEpochMilli(Long.parseLong(properties.getProperty("started", "")))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // then nothing is ours to signal
        }
    }

    /** Writes it as a whole or not at all. */
    void write(Path file) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, "pid=" + pid + "\nstarted=" + started.toEpochMilli() + "\n");
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
