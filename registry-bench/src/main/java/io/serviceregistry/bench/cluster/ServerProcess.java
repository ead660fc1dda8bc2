package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * One server's process, from its start to its end; signals reach no other. Thread-safe.
 *
 * <p>A paused process is resumed before it is awaited: it could not end otherwise.
 */
public final class ServerProcess implements AutoCloseable {
    private static final long END_WITHIN_SECONDS = 30;

    private final String name;
    private final Process process;

    private ServerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts one.
     *
     * @param name for messages
     * @param output what it says is appended here
     */
    public static ServerProcess start(String name, List<String> command, Path directory, Path output) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            EndWithProgram.add(process);
            return new ServerProcess(name, process);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it is there, paused or not. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** How it ended; empty while it is there. */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** Kills it (SIGKILL), as a crash would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Kills several at one moment, as near as signals come, and waits until they are gone. */
    public static void killAll(Collection<ServerProcess> processes) {
        processes.forEach(each -> each.process.destroyForcibly());
        processes.forEach(ServerProcess::awaitEnd);
    }

    /** Asks it to stop (SIGTERM) and waits until it is gone. */
    public void stop() {
        process.destroy();
        awaitEnd();
    }

    /** Stops it in its tracks (SIGSTOP): alive and silent, as in a long pause of its machine. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on (SIGCONT). */
    public void resume() {
        signal("CONT");
    }

    /** Kills it, if it is there. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    /** Waits until it is gone; its exit code. */
    int awaitEnd() {
        try {
            if (!process.waitFor(END_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " ends", e);
        }
    }

    private void signal(String signal) {
        try {
            // The shell's own kill: a machine may be without the program of that name.
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(pid()))
                    .redirectErrorStream(true)
                    .start();
            if (kill.waitFor() != 0 && process.isAlive()) {
                throw new IllegalStateException("SIG" + signal + " was not sent to " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " is signalled", e);
        }
    }
}
