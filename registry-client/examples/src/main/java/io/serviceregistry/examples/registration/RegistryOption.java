package io.serviceregistry.examples.registration;

import java.util.List;
import picocli.CommandLine.Option;

/** Where the registry is. The client needs one node that answers to find the others; all of them are better. */
public final class RegistryOption {

    @Option(
            names = "--registry",
            split = ",",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7401,127.0.0.1:7402,127.0.0.1:7403",
            description = "The nodes of the registry; default: those of 'registryctl cluster up'.")
    private List<String> addresses = List.of();

    /** The nodes. */
    public List<String> addresses() {
        return addresses;
    }
}
