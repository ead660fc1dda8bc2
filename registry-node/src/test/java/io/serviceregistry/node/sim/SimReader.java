package io.serviceregistry.node.sim;

import java.time.Duration;

/**
 * Reads at any node, half of the time at one that has not heard of the newest term if there is one, and looks whether what it
 * gets is the latest; and whether what the node would say of its own is as old as it says.
 */
final class SimReader {
    private static final Duration BUDGET = Duration.ofMillis(2_500);

    private final SimCluster cluster;
    private final SimWorld world;
    private final SimClientCalls calls;

    SimReader(SimCluster cluster, SimClientCalls calls) {
        this.cluster = cluster;
        this.world = cluster.world();
        this.calls = calls;
    }

    void begin() {
        if (cluster.isQuiet()) {
            return;
        }
        world.after(world.between(20, 200), this::begin);
        SimNode node = world.oneIn(2) ? cluster.deposed().orElseGet(cluster::anyNode) : cluster.anyNode();
        if (node.isRunning() && node.isTrusted()) {
            cluster.witness().readLocally(node);
        }
        long floor = cluster.witness().acknowledgedIndex();
        calls.call(
                node,
                3_000 * SimWorld.MILLI,
                asked -> asked.read(BUDGET),
                view -> cluster.witness().read(node, floor, view.image()),
                failure -> {});
    }
}
