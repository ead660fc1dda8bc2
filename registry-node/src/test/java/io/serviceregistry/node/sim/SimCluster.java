package io.serviceregistry.node.sim;

import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.replication.LaneLimits;
import io.serviceregistry.node.replication.WriteConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A cluster, its clients and its bad days: one run of a seed. */
final class SimCluster {
    private static final long GRACE_MILLIS = 5_000;
    private static final Duration TICK = Duration.ofMillis(50);
    private static final long FAULTS_NANOS = 30_000 * SimWorld.MILLI;
    private static final long SILENCE_MILLIS = 21_000;

    private final SimWorld world;
    private final SimNetwork network;
    private final SimReigns reigns;
    private final SimWitness witness;
    private final SimBug bug;
    private final WriteConfig writeConfig;
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimHolder> holders = new ArrayList<>();
    private final boolean oneFaultAtATime;
    private final List<String> story = new ArrayList<>();
    private final SimDamage damage;
    private boolean damaged;
    private boolean quiet;

    SimCluster(long seed, SimBug bug) {
        this.world = new SimWorld(seed);
        this.bug = bug;
        this.network = new SimNetwork(world);
        this.reigns = new SimReigns(world);
        this.oneFaultAtATime = world.oneIn(2);
        this.witness = new SimWitness(this, GRACE_MILLIS);
        this.damage = new SimDamage(this);
        ClusterSettings standard = ClusterSettings.DEFAULT;
        ClusterSettings settings = new ClusterSettings(
                bug.graceMillis(GRACE_MILLIS),
                standard.requestWindowMillis(),
                standard.maxRememberedRequests(),
                standard.maxInstancesPerService(),
                standard.maxInstances(),
                standard.stormPercent(),
                standard.stormMinLapses(),
                standard.maxHoldMillis());
        this.writeConfig = WriteConfig.of(TICK, LaneLimits.DEFAULT, settings);
        int size = world.oneIn(3) ? 5 : 3;
        for (int i = 1; i <= size; i++) {
            nodes.add(new SimNode(this, "n" + i));
        }
    }

    /** A cluster one of whose nodes will be damaged. */
    static SimCluster withDamage(long seed) {
        SimCluster cluster = new SimCluster(seed, SimBug.NONE);
        cluster.damaged = true;
        return cluster;
    }

    /** Lives through faults, then through silence, and is then what it should be; else throws, with the faults of late. */
    SimWitness run() {
        try {
            live();
            return witness;
        } catch (AssertionError failure) {
            int from = Math.max(0, story.size() - 6);
            throw new AssertionError(
                    failure.getMessage() + "; " + nodes.size() + " nodes, lately: "
                            + String.join(", ", story.subList(from, story.size())),
                    failure);
        }
    }

    private void live() {
        nodes.forEach(SimNode::start);
        SimClientCalls calls = new SimClientCalls(this);
        for (int i = 0; i < 6; i++) {
            SimHolder holder = new SimHolder(this, calls, i);
            holders.add(holder);
            world.after(world.between(500, 3_000), holder::begin);
        }
        for (int i = 0; i < 3; i++) {
            world.after(world.between(500, 3_000), new SimReader(this, calls)::begin);
        }
        SimFaults faults = new SimFaults(this);
        world.after(world.between(1_000, 4_000), faults::next);
        if (damaged) {
            world.after(world.between(6_000, 20_000), damage::strike);
        }
        world.run(FAULTS_NANOS);
        quiet = true;
        faults.end();
        holders.forEach(SimHolder::fallSilent);
        world.run(SILENCE_MILLIS * SimWorld.MILLI);
        witness.checkEnd();
    }

    /** The leader that is ready and runs; of two, the one of the later term. */
    Optional<SimNode> leader() {
        return nodes.stream()
                .filter(node -> node.isRunning() && node.raft().isLeaderReady())
                .max((a, b) -> Long.compare(a.raft().term(), b.raft().term()));
    }

    /** One that is up and has not heard of the newest term: a deposed leader, or who still follows one. */
    Optional<SimNode> deposed() {
        long newest = nodes.stream().mapToLong(node -> node.raft().term()).max().orElse(0);
        List<SimNode> behind = nodes.stream()
                .filter(node -> node.isUp() && node.raft().term() < newest)
                .toList();
        return behind.isEmpty() ? Optional.empty() : Optional.of(behind.get(world.below(behind.size())));
    }

    /** Notes what happens, for whoever has to find out why. */
    void note(String what) {
        story.add(what + " at " + world.nowNanos() / SimWorld.MILLI);
    }

    /** How much longer there will be faults. */
    long faultsEndInNanos() {
        return FAULTS_NANOS - world.nowNanos();
    }

    SimWorld world() {
        return world;
    }

    SimNetwork network() {
        return network;
    }

    SimReigns reigns() {
        return reigns;
    }

    SimWitness witness() {
        return witness;
    }

    SimDamage damage() {
        return damage;
    }

    SimBug bug() {
        return bug;
    }

    WriteConfig writeConfig() {
        return writeConfig;
    }

    List<SimNode> nodes() {
        return nodes;
    }

    SimNode node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
    }

    SimNode anyNode() {
        return nodes.get(world.below(nodes.size()));
    }

    List<SimNode> othersOf(SimNode self) {
        return nodes.stream().filter(node -> node != self).toList();
    }

    boolean isOneFaultAtATime() {
        return oneFaultAtATime;
    }

    /** True when the faults are over. */
    boolean isQuiet() {
        return quiet;
    }
}
