package io.serviceregistry.cli.command;

import io.serviceregistry.cli.compose.ComposeNode;
import io.serviceregistry.cli.compose.ComposeProject;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which project of Docker Compose is meant; none of them: the one of the working directory. */
class ProjectOptions {
    @Option(names = "--compose-file", paramLabel = "FILE", description = "Its file, as Compose's own --file.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "Its environment, as Compose's own --env-file.")
    private @Nullable Path environment;

    @Option(names = "--project", paramLabel = "NAME", description = "Its name, as Compose's own --project-name.")
    private @Nullable String project;

    /** The nodes of a project; there is one at least. */
    static List<ComposeNode> nodes(ComposeProject project) {
        List<ComposeNode> nodes = project.nodes();
        if (nodes.isEmpty()) {
            throw new CliException(
                    ExitCode.NOT_FOUND, "NO_NODES", "Compose knows no node of this project: start them with its 'up'");
        }
        return nodes;
    }

    /** What Compose is told. */
    final List<String> forCompose() {
        List<String> options = new ArrayList<>();
        files.forEach(file -> options.addAll(List.of("--file", file.toString())));
        if (environment != null) {
            options.addAll(List.of("--env-file", environment.toString()));
        }
        if (project != null) {
            options.addAll(List.of("--project-name", project));
        }
        return options;
    }
}
