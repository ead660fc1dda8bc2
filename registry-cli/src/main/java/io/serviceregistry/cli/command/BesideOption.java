package io.serviceregistry.cli.command;

import picocli.CommandLine.Option;

/** Whether a restored cluster may run beside the one that the backup is of. */
final class BesideOption {
    @Option(
            names = "--beside-old",
            description =
                    "Restore although members of the cluster that the backup is of can still be reached: to try one out.")
    private boolean beside;

    boolean isAllowed() {
        return beside;
    }
}
