package io.serviceregistry.cli.command;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completion of commands and options by the shell. */
@Command(
        name = "completion",
        description = {"Print the completion script for bash and zsh.", "Use it with: source <(registryctl completion)"
        })
final class Completion implements Callable<Integer> {
    private final Session session;

    @Spec
    private @Nullable CommandSpec command;

    Completion(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        session.terminal()
                .answer(AutoComplete.bash(
                        "registryctl", Objects.requireNonNull(command).root().commandLine()));
        return 0;
    }
}
