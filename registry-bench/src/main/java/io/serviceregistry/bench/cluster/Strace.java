package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes system calls of a running process slow or fail, by {@code strace}. The process goes on as before when this is closed;
 * while it is traced all its system calls cost more.
 */
public final class Strace implements AutoCloseable {
    private static final Duration ATTACHES_WITHIN = Duration.ofSeconds(30);
    private static final Duration LETS_GO_WITHIN = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private final Process strace;
    private final Path said;

    private Strace(Process strace, Path said) {
        this.strace = strace;
        this.said = said;
    }

    /** Why processes cannot be traced here; empty when they can. Tries it out. */
    public static Optional<String> missing() {
        try {
            SystemCommand.run("strace -f -o /dev/null -e trace=fdatasync true");
            return Optional.empty();
        } catch (IllegalStateException | UncheckedIOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Traces all threads of a process, once this returns.
     *
     * @param options as strace takes them
     */
    public static Strace attach(long pid, String... options) {
        try {
            Path said = Files.createTempFile("strace-", ".txt");
            List<String> command = new ArrayList<>(List.of("strace", "-f", "-o", "/dev/null"));
            command.addAll(List.of(options));
            command.addAll(List.of("-p", Long.toString(pid)));
            Process process =
                    new ProcessBuilder(command).redirectError(said.toFile()).start();
            EndWithProgram.add(process);
            Strace strace = new Strace(process, said);
            strace.awaitAttached();
            return strace;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitAttached() throws IOException {
        long endNanos = System.nanoTime() + ATTACHES_WITHIN.toNanos();
        while (!Files.readString(said).contains("attached")) {
            if (!strace.isAlive() || System.nanoTime() - endNanos >= 0) {
                close();
                throw new IllegalStateException("strace does not trace: " + Files.readString(said));
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Lets go of the process. */
    @Override
    public void close() {
        strace.destroy();
        try {
            // When a call that it delays has died with its process, it waits for ever; the kernel lets go in its place.
            if (!strace.waitFor(LETS_GO_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                strace.destroyForcibly().waitFor();
            }
            Files.deleteIfExists(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while strace lets go", e);
        }
    }
}
