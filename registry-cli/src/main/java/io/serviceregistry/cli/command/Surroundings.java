package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.Terminal;
import io.serviceregistry.cli.time.Clock;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a command finds around it and does not choose: handed in, so that a test can.
 *
 * @param environment the environment variables
 * @param checkout the root of the checkout that this program was built in; null when it runs from elsewhere
 * @param program what the user typed to get here, for hints that can be copied
 * @param workingDirectory where relative paths start
 * @param terminal where everything is printed
 * @param clock time
 */
public record Surroundings(
        Map<String, String> environment,
        @Nullable Path checkout,
        String program,
        Path workingDirectory,
        Terminal terminal,
        Clock clock) {
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** An environment variable that is set to something. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
