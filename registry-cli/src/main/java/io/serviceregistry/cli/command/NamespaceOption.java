package io.serviceregistry.cli.command;

import io.serviceregistry.client.InstanceKey;
import picocli.CommandLine.Option;

/** The namespace that a command works in. */
final class NamespaceOption {
    @Option(
            names = {"-n", "--namespace", "--ns"},
            paramLabel = "NAMESPACE",
            defaultValue = InstanceKey.DEFAULT_NAMESPACE,
            description = "The namespace; default: ${DEFAULT-VALUE}.")
    private String namespace = InstanceKey.DEFAULT_NAMESPACE;

    String value() {
        return namespace;
    }
}
