package io.serviceregistry.cli;

import io.serviceregistry.cli.command.RegistryCtl;
import io.serviceregistry.cli.command.Surroundings;
import io.serviceregistry.cli.output.Terminal;
import io.serviceregistry.cli.time.SystemClock;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The program. {@code bin/registryctl} tells it by system properties what a JVM cannot find out: where the checkout is,
 * how the user called it, and whether a person looks.
 */
public final class Main {
    /** What it warns of, with a stack trace, a command says in a line, or has another node for. Kept, or it would be forgotten. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    private Main() {}

    /** Runs one command and exits as it ended. */
    public static void main(String[] args) {
        GRPC.setLevel(Level.OFF);
        Map<String, String> environment = System.getenv();
        Surroundings surroundings = new Surroundings(
                environment,
                checkout(),
                System.getProperty("registryctl.program", "registryctl"),
                Path.of("").toAbsolutePath(),
                Terminal.ofProcess(
                        Boolean.getBoolean("registryctl.tty"),
                        Boolean.getBoolean("registryctl.error-tty"),
                        environment),
                new SystemClock());
        System.exit(RegistryCtl.commandLine(surroundings).execute(args));
    }

    private static @Nullable Path checkout() {
        String given = System.getProperty("registryctl.checkout", "");
        return given.isEmpty() ? null : Path.of(given);
    }
}
