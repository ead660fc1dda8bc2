package io.serviceregistry.cli.local;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Starts processes that outlive the command and its terminal. */
final class DetachedProcess {
    private static final List<Path> SETSID = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
    private static final File NOTHING = new File("/dev/null");

    private DetachedProcess() {}

    /** Starts it in that folder, writes down which process it is, and lets go of it. */
    static void start(List<String> command, Path folder, Redirect output, Redirect errors, Path pidFile)
            throws IOException {
        Process process = new ProcessBuilder(
                        Stream.concat(detached().stream(), command.stream()).toList())
                .directory(folder.toFile())
                .redirectInput(Redirect.from(NOTHING))
                .redirectOutput(output)
                .redirectError(errors)
                .start();
        Instant started = process.info().startInstant().orElse(Instant.EPOCH); // gone already: never ours again
        new PidFile(process.pid(), started).write(pidFile);
    }

    /** A session of its own, so that neither Ctrl-C nor the end of the terminal reaches the process. Keeps the pid. */
    private static List<String> detached() {
        return Stream.concat(SETSID.stream(), Stream.of(Path.of("/usr/bin/nohup")))
                .filter(Files::isExecutable)
                .findFirst()
                .map(program -> List.of(program.toString()))
                .orElse(List.of());
    }
}
