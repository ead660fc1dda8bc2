package io.serviceregistry.cli.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A living process that we started: the only way here to send a signal.
 *
 * <p>It exists only if three things agree: the pid file names the pid, the process of that pid started when the file
 * says, and its command line, where the system shows it, mentions what ours mention. So a pid that went to somebody
 * else's process is never signalled.
 */
final class OwnedProcess {
    /** The system derives the start from the wall clock, which may be set a little between two looks. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private final ProcessHandle handle;

    private OwnedProcess(ProcessHandle handle) {
        this.handle = handle;
    }

    /** The process that the pid file names, if it lives and is ours. */
    static Optional<OwnedProcess> find(Path pidFile, String mark) {
        return PidFile.read(pidFile)
                .flatMap(file -> ProcessHandle.of(file.pid()).filter(handle -> isOurs(handle, file.started(), mark)))
                .filter(handle -> isAlive(handle.pid()))
                .map(OwnedProcess::new);
    }

    long pid() {
        return handle.pid();
    }

    boolean isPaused() {
        return state(handle.pid()) == 'T';
    }

    /** SIGTERM: stop in good order. */
    void terminate() {
        handle.destroy();
    }

    /** SIGKILL: gone at once, as in a crash. */
    void kill() {
        handle.destroyForcibly();
    }

    /** SIGSTOP: alive and silent, as in a long pause of the machine. */
    void pause() {
        signal("STOP");
    }

    /** SIGCONT: goes on after a pause. */
    void resume() {
        signal("CONT");
    }

    private static boolean isOurs(ProcessHandle handle, Instant started, String mark) {
        ProcessHandle.Info seen = handle.info();
        Optional<Instant> start = seen.startInstant();
        if (start.isEmpty() || Duration.between(started, start.get()).abs().compareTo(START_TOLERANCE) > 0) {
            return false;
        }
        Optional<List<String>> arguments = seen.arguments().map(Arrays::asList);
        return arguments.isEmpty() || arguments.get().contains(mark);
    }

    /** A dead process that nobody has waited for yet still has a pid; it is dead all the same. */
    private static boolean isAlive(long pid) {
        char state = state(pid);
        return state != 'Z' && state != 'X' && state != '?';
    }

    /** The state letter as {@code ps} shows it; '?' when the process is gone. */
    private static char state(long pid) {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            if (Files.isDirectory(Path.of("/proc/self"))) {
                String line = Files.readString(stat);
                return line.charAt(line.lastIndexOf(')') + 2); // the name before it may hold anything
            }
            String shown = run(List.of("ps", "-o", "stat=", "-p", Long.toString(pid)));
            return shown.isEmpty() ? '?' : shown.charAt(0);
        } catch (IOException e) {
            return '?';
        }
    }

    private void signal(String name) {
        try {
            // The shell's own kill: a machine may be without the program of that name.
            run(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(pid())));
        } catch (IOException e) {
            if (!isAlive(pid())) {
                return; // it ended in between: nobody is left to tell
            }
            throw new LocalClusterException("cannot send SIG" + name + " to process " + pid() + ": " + e.getMessage());
        }
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes()).trim();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " hangs");
            }
            if (process.exitValue() != 0) {
                throw new IOException(output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
