package io.serviceregistry.cli.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Has a node make its data directory of a backup: what is in one, only a node knows. */
public final class NodeRestore {
    private static final int USAGE = 2;
    private static final int CONFIG = 10;
    private static final int OLD_CLUSTER_RUNS = 15;

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

        /** Whether the cluster of the backup still runs. */
        public boolean isOldClusterThere() {
            return exitCode == OLD_CLUSTER_RUNS;
        }
    }

    /**
     * Runs the node to its end.
     *
     * @param beside whether the cluster of the backup may go on meanwhile
     * @param steps hears what the node says, line by line, but its last words
     */
    public static Ended run(
            NodeJvm jvm, Path distribution, Path config, Path backup, boolean beside, Consumer<String> steps) {
        if (!Files.isDirectory(distribution)) {
            throw new LocalClusterException(distribution + " is missing: build it with 'mvn -DskipTests package'");
        }
        try {
            Process process = new ProcessBuilder(jvm.restoreCommand(distribution, config, backup, beside)).start();
            process.getOutputStream().close();
            String last = "";
            try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    if (!last.isEmpty()) {
                        steps.accept(last);
                    }
                    last = line;
                }
            }
            // A line, or a few of the JVM's own: they wait in the pipe.
            String error = lastLine(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
            int exitCode = process.waitFor();
            String words = exitCode == 0 || error.isEmpty() ? last : error;
            return new Ended(exitCode, words.isEmpty() ? "the node said nothing (exit code " + exitCode + ')' : words);
        } catch (IOException e) {
            throw new LocalClusterException("the node cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalClusterException("interrupted while the node restores");
        }
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    }
}
