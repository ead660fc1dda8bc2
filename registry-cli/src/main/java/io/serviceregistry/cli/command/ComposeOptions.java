package io.serviceregistry.cli.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether the cluster in containers is meant, and which. */
final class ComposeOptions {
    @Option(
            names = "--compose",
            required = true,
            description = "The cluster that Docker Compose keeps, instead of the local one.")
    private boolean compose;

    @Option(names = "--compose-file", paramLabel = "FILE", description = "Its file, as Compose's own --file.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--env-file", paramLabel = "FILE", description = "Its environment, as Compose's own --env-file.")
    private @Nullable Path environment;

    @Option(names = "--project", paramLabel = "NAME", description = "Its name, as Compose's own --project-name.")
    private @Nullable String project;

    @Option(
            names = "--recreate",
            description =
                    "Give each node a new container, of the image and settings as they are now: how a new version is rolled out.")
    private boolean recreate;

    boolean recreates() {
        return recreate;
    }

    List<String> forCompose() {
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
