package io.serviceregistry.cli.command;

import io.serviceregistry.client.InstanceKey;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Names one instance: {@code SERVICE ID}, and the namespace. */
final class InstanceArguments {
    @Parameters(index = "0", paramLabel = "SERVICE", description = "The service.")
    private String service = "";

    @Parameters(index = "1", paramLabel = "ID", description = "The instance within its service.")
    private String id = "";

    @Mixin
    private NamespaceOption namespace = new NamespaceOption();

    InstanceKey key() {
        return new InstanceKey(namespace.value(), service, id);
    }
}
