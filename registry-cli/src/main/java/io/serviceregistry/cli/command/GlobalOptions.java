package io.serviceregistry.cli.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
public final class GlobalOptions {
    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "table|json",
            defaultValue = "table",
            description = "How to print the answer; default: ${DEFAULT-VALUE}.")
    private OutputFormat output = OutputFormat.TABLE;

    @Option(
            names = "--address",
            scope = ScopeType.INHERIT,
            split = ",",
            paramLabel = "HOST:PORT",
            description =
                    "The nodes to talk to, several with commas. Default: REGISTRY_ADDRESSES, then the local cluster.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--dir",
            scope = ScopeType.INHERIT,
            paramLabel = "DIR",
            description =
                    "The folder of the local cluster. Default: REGISTRY_HOME_DIR, then .local-cluster of the checkout.")
    private @Nullable Path dir;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "DURATION",
            defaultValue = "10s",
            description = "The longest a call may take, retries included; default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofSeconds(10);

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where an error comes from.")
    private boolean verbose;

    boolean isJson() {
        return output == OutputFormat.JSON;
    }

    boolean isVerbose() {
        return verbose;
    }

    List<String> addresses() {
        return List.copyOf(addresses);
    }

    @Nullable
    Path dir() {
        return dir;
    }

    Duration timeout() {
        return timeout;
    }
}
