package io.serviceregistry.client.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * Makes system calls of a running process slow or fail, or just notes them, by {@code strace}. The process goes on as before when
 * this is closed.
 */
final class Strace implements AutoCloseable {
    private static final Duration LETS_GO = Duration.ofSeconds(5);

    private final Process strace;
    private final Path notes;

    private Strace(Process strace, Path notes) {
        this.strace = strace;
        this.notes = notes;
    }

    /** Whether processes can be traced here; says why not. */
    static boolean isAvailable() {
        try {
            Process probe = new ProcessBuilder("strace", "-f", "-o", "/dev/null", "-e", "trace=fdatasync", "true")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(probe.getInputStream().readAllBytes());
            if (probe.waitFor() == 0) {
                return true;
            }
            System.out.println("SKIPPED, strace may not trace here: " + said.strip());
        } catch (IOException e) {
            System.out.println("SKIPPED, there is no strace here: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Traces all threads of a process, once this returns. Options as strace takes them. */
    static Strace attach(long pid, String... options) {
        try {
            Path notes = Files.createTempFile("strace-", ".txt");
            Path errors = Files.createTempFile("strace-", ".err");
            List<String> command = new ArrayList<>(List.of("strace", "-f", "-y", "-o", notes.toString()));
            command.addAll(Arrays.asList(options));
            command.addAll(List.of("-p", Long.toString(pid)));
            Process strace =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            Awaitility.await().atMost(ClusterObserver.PATIENCE).until(() -> {
                String said = Files.readString(errors);
                if (!strace.isAlive()) {
                    throw new IllegalStateException("strace does not trace: " + said);
                }
                return said.contains("attached");
            });
            return new Strace(strace, notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The calls so far, one a line, each with its thread first. */
    List<String> calls() {
        try {
            return Files.readAllLines(notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        strace.destroy(); // it lets go of the process first
        try {
            // When a call that it delays has died with its process, it waits for ever; the kernel lets go in its place.
            if (!strace.waitFor(LETS_GO.toSeconds(), TimeUnit.SECONDS)) {
                strace.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
