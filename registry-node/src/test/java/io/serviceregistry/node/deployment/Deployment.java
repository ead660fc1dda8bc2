package io.serviceregistry.node.deployment;

import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.NodeConfigLoader;
import io.serviceregistry.node.config.StopConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The files that nodes are deployed with, as they are in the checkout. */
final class Deployment {
    private static final Path CHECKOUT = Path.of("..");

    private Deployment() {}

    static Path file(String name) {
        return CHECKOUT.resolve(name);
    }

    static String text(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration that a node gets which is told by its environment which one it is. */
    static NodeConfig config(String yaml, String nodeId) {
        return NodeConfigLoader.parse(yaml, Map.of("REGISTRY_NODE_ID", nodeId));
    }

    /** The longest that a node takes to stop: each of the three steps may end a second late. */
    static Duration longestStop(StopConfig stop) {
        return stop.drain().plus(stop.leadership()).plus(stop.close()).plusSeconds(3);
    }
}
