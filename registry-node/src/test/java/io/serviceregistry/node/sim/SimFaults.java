package io.serviceregistry.node.sim;

import java.util.ArrayList;
import java.util.List;

/** The bad days of a cluster: one fault at a time, or as it comes. */
final class SimFaults {
    private final SimCluster cluster;
    private final SimWorld world;

    SimFaults(SimCluster cluster) {
        this.cluster = cluster;
        this.world = cluster.world();
    }

    /** One more fault, and then another. */
    void next() {
        if (cluster.isQuiet()) {
            return;
        }
        long lastsNanos = world.oneIn(8) ? world.between(3_000, 20_000) : world.between(100, 3_000);
        happen(Math.min(lastsNanos, cluster.faultsEndInNanos()));
        long pauseNanos = world.between(300, 4_000);
        world.after(
                cluster.isOneFaultAtATime() ? lastsNanos + 3_000 * SimWorld.MILLI + pauseNanos : pauseNanos,
                this::next);
    }

    private void happen(long lastsNanos) {
        SimNode node = world.oneIn(2) ? cluster.leader().orElseGet(cluster::anyNode) : cluster.anyNode();
        int fault = world.below(9);
        cluster.note("fault " + fault + " of " + node.id() + " for " + lastsNanos / SimWorld.MILLI);
        switch (fault) {
            case 0, 1 -> node.stop(lastsNanos);
            case 2 -> crash(node, lastsNanos);
            case 3 -> cutOff(List.of(node), lastsNanos);
            case 4 -> cutOff(someMinority(), lastsNanos);
            case 5 -> {
                cluster.network().beLossy(cluster.nodes());
                world.after(lastsNanos, this::heal);
            }
            case 6 -> node.raft().abdicate();
            case 7 -> {
                node.applySlowly(lastsNanos);
                cluster.nodes().forEach(each -> each.changeMembership(lastsNanos));
            }
            default -> {
                if (world.oneIn(3)) {
                    cluster.nodes().forEach(each -> crash(each, lastsNanos));
                } else {
                    node.stop(world.between(50, 450)); // short enough to go on leading
                }
            }
        }
    }

    private void crash(SimNode node, long lastsNanos) {
        if (node.isUp()) {
            node.crash();
            world.after(lastsNanos, () -> {
                if (!node.isUp()) {
                    node.start();
                }
            });
        }
    }

    private List<SimNode> someMinority() {
        List<SimNode> minority = new ArrayList<>(cluster.nodes());
        while (minority.size() > (cluster.nodes().size() - 1) / 2) {
            minority.remove(world.below(minority.size()));
        }
        return minority;
    }

    private void cutOff(List<SimNode> minority, long lastsNanos) {
        int directions = world.below(4); // both of them most of the time
        for (SimNode inside : minority) {
            for (SimNode outside : cluster.nodes()) {
                if (!minority.contains(outside)) {
                    if (directions != 0) {
                        cluster.network().cut(inside, outside);
                    }
                    if (directions != 1) {
                        cluster.network().cut(outside, inside);
                    }
                }
            }
        }
        world.after(lastsNanos, this::heal);
    }

    private void heal() {
        cluster.network().heal(cluster.nodes());
    }

    /** Everything that can be repaired is. */
    void end() {
        heal();
        cluster.nodes().stream().filter(node -> !node.isUp()).forEach(SimNode::start);
    }
}
