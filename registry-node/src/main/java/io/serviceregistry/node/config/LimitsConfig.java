package io.serviceregistry.node.config;

/**
 * How much is taken before the rest is refused.
 *
 * @param maxInstancesPerService for the cluster
 * @param maxInstances for the cluster
 * @param laneCommands the most commands that wait in one lane of this node
 * @param laneBytes the most bytes of commands that wait in one lane of this node
 * @param maxRequestBytes the largest request of a client
 * @param maxCallsPerConnection the most calls and streams that one connection has open
 */
public record LimitsConfig(
        int maxInstancesPerService,
        int maxInstances,
        int laneCommands,
        long laneBytes,
        int maxRequestBytes,
        int maxCallsPerConnection) {
    public LimitsConfig {
        Range.check("limits.max-instances-per-service", maxInstancesPerService, 1, 1_000_000);
        Range.check("limits.max-instances", maxInstances, 1, 100_000_000);
        Range.check("limits.lane-commands", laneCommands, 1, 10_000_000);
        Range.checkSize("limits.lane-size", laneBytes, "1MB", "4GB");
        // A request is one command, and a command must fit into one entry of 1 MB with room for what surrounds it.
        Range.checkSize("limits.max-request-size", maxRequestBytes, "16KB", "1MB");
        Range.check("limits.max-calls-per-connection", maxCallsPerConnection, 1, 1_000_000);
    }
}
