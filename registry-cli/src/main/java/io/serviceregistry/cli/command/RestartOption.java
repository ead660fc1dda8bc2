package io.serviceregistry.cli.command;

import io.serviceregistry.cli.local.Supervision;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether nodes that end by themselves are started again. */
final class RestartOption {
    @Option(names = "--no-restart", description = "Do not start a node again that ends by itself.")
    private boolean noRestart;

    Optional<Supervision> supervision() {
        return noRestart ? Optional.empty() : Optional.of(Supervision.DEFAULT);
    }
}
