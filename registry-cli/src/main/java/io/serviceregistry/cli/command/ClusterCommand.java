package io.serviceregistry.cli.command;

import picocli.CommandLine.Command;

/** The local cluster. */
@Command(
        name = "cluster",
        description = "Run a cluster of real node processes on this machine, look at it, and hurt it.")
final class ClusterCommand {}
