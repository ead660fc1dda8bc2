package io.serviceregistry.node.config;

import java.nio.file.Path;

/**
 * What is this node's alone: the section {@code node}.
 *
 * @param bindHost where it listens; empty means the host of its address in the list of members
 */
public record SelfConfig(String id, Path dataDir, String bindHost) {
    public SelfConfig {
        if (dataDir.toString().isEmpty()) {
            throw new ConfigException("node.data-dir", "", "a directory");
        }
        if (!bindHost.matches("[A-Za-z0-9._:-]*")) {
            throw new ConfigException("node.bind-host", bindHost, "a host name or an address, or empty");
        }
    }
}
