package io.serviceregistry.cli.command;

import io.serviceregistry.client.InstanceFilter;
import picocli.CommandLine.Option;

/** Which instances: the options exclude each other. */
final class InstanceFilterOption {
    @Option(names = "--all", required = true, description = "Every instance, the lapsed included.")
    private boolean all;

    @Option(names = "--alive", required = true, description = "All but the lapsed, whatever their status.")
    private boolean alive;

    InstanceFilter value() {
        return all ? InstanceFilter.ALL : alive ? InstanceFilter.ALIVE : InstanceFilter.HEALTHY;
    }
}
