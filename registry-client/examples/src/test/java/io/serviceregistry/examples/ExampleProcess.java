package io.serviceregistry.examples;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the services as its users start it: the script, a process, its lines. Ends only the process that it has
 * started.
 */
final class ExampleProcess implements AutoCloseable {
    private static final Path SCRIPT = Path.of("bin/example").toAbsolutePath();

    private final Process process;
    private final Path out;

    /** Starts it, with what it prints in a new file of a folder. */
    ExampleProcess(Path folder, String... args) {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(args));
        try {
            out = Files.createTempFile(folder, args[0] + '-', ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            builder.environment().put("EXAMPLE_NO_BUILD", "1");
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has printed, whole lines only. */
    List<String> lines() {
        try {
            String text = Files.readString(out);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL: nothing is said to anybody. */
    void kill() {
        process.destroyForcibly();
    }

    /** SIGTERM; waits for the end, and returns the exit code. */
    int terminate() {
        process.destroy();
        await().atMost(Duration.ofSeconds(30)).until(() -> !process.isAlive());
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
