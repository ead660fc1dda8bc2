package io.serviceregistry.cli.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Has a node make its data directory of a backup: what is in one, only a node knows. */
public final class NodeRestore {
    private static final int USAGE = 2;
    private static final int CONFIG = 10;

    private NodeRestore() {}

    /**
     * How it ended.
     *
     * @param exitCode the node's, as docs/operations.md lists them
     * @param lastWords one line for people
     */
    public record Ended(int exitCode, String lastWords) {
        /** Whether the directory is there. */
        public boolean isDone() {
            return exitCode == 0;
        }

        /** Whether the configuration is what is wrong. */
        public boolean isConfigurationWrong() {
            return exitCode == USAGE || exitCode == CONFIG;
        }
    }

    /** Runs the node to its end. */
    public static Ended run(NodeJvm jvm, Path distribution, Path config, Path backup) {
        if (!Files.isDirectory(distribution)) {
            throw new LocalClusterException(distribution + " is missing: build it with 'mvn -DskipTests package'");
        }
        try {
            Process process = new ProcessBuilder(jvm.restoreCommand(distribution, config, backup))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            int exitCode = process.waitFor();
            String last =
                    said.isEmpty() ? "the node said nothing (exit code " + exitCode + ')' : said.get(said.size() - 1);
            return new Ended(exitCode, last);
        } catch (IOException e) {
            throw new LocalClusterException("the node cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted while the node restores");
        }
    }
}
