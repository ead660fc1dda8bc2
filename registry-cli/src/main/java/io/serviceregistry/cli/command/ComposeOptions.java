package io.serviceregistry.cli.command;

import picocli.CommandLine.Option;

/** Whether the cluster in containers is meant, and which. */
final class ComposeOptions extends ProjectOptions {
    @Option(
            names = "--compose",
            required = true,
            description = "The cluster that Docker Compose keeps, instead of the local one.")
    private boolean compose;

    @Option(
            names = "--recreate",
            description =
                    "Give each node a new container, of the image and settings as they are now: how a new version is rolled out.")
    private boolean recreate;

    boolean recreates() {
        return recreate;
    }
}
