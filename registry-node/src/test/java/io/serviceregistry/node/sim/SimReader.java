package io.serviceregistry.node.sim;

import java.time.Duration;

/** Reads at any node, and looks whether what it gets is the latest. */
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
        SimNode node = cluster.anyNode();
        long floor = cluster.witness().acknowledgedIndex();
        calls.call(
                node,
                3_000 * SimWorld.MILLI,
                asked -> asked.read(BUDGET),
                view -> cluster.witness().read(node, floor, view.image()),
                failure -> {});
    }
}
