package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.cluster.NodeJava;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a run does.
 *
 * @param seed all choices come from it; what the machine does at which moment does not
 * @param kills how many kills of the leader count
 * @param pauses how many pauses of the leader count
 * @param isolations how many isolations of the leader count; none where there are no network namespaces
 * @param kept instances kept by the client library
 * @param late leases renewed late but in time
 * @param pace how many times the usual rate writers and readers of keys go at, 1 to 20
 * @param stopAtFirst end with the first violation rather than go on
 * @param java the nodes
 * @param settings more sections of the nodes' configuration, as YAML; may be empty
 * @param directory an empty or new directory for configurations, logs and data
 */
public record FaultPlan(
        long seed,
        int nodes,
        int kills,
        int pauses,
        int isolations,
        int kept,
        int late,
        int pace,
        boolean stopAtFirst,
        NodeJava java,
        String settings,
        Path directory) {
    private static final int MOST_PACE = 20;

    public FaultPlan {
        if (nodes != 3 && nodes != 5) {
            throw new IllegalArgumentException("nodes: " + nodes + " (expected: 3 or 5)");
        }
        if (kills < 0 || pauses < 0 || isolations < 0) {
            throw new IllegalArgumentException(
                    "kills, pauses, isolations: " + kills + ", " + pauses + ", " + isolations + " (expected: >= 0)");
        }
        if (kept < 0 || late < 0) {
            throw new IllegalArgumentException("kept, late: " + kept + ", " + late + " (expected: >= 0)");
        }
        if (pace < 1 || pace > MOST_PACE) {
            throw new IllegalArgumentException("pace: " + pace + " (expected: 1 to " + MOST_PACE + ')');
        }
    }

    /** A moderate load on three nodes, and no faults. */
    public static FaultPlan of(long seed, NodeJava java, Path directory) {
        return new FaultPlan(seed, 3, 0, 0, 0, 200, 90, 1, false, java, "", directory);
    }

    /** The nodes of the cluster: n1 and on. */
    List<String> nodeIds() {
        return IntStream.rangeClosed(1, nodes).mapToObj(number -> "n" + number).toList();
    }

    /** The same with these faults. */
    public FaultPlan withFaults(int newKills, int newPauses, int newIsolations) {
        return new FaultPlan(
                seed,
                nodes,
                newKills,
                newPauses,
                newIsolations,
                kept,
                late,
                pace,
                stopAtFirst,
                java,
                settings,
                directory);
    }

    /** The same, ending with the first violation. */
    public FaultPlan stoppingAtFirst() {
        return new FaultPlan(seed, nodes, kills, pauses, isolations, kept, late, pace, true, java, settings, directory);
    }

    /** The same on so many nodes. */
    public FaultPlan withNodes(int newNodes) {
        return new FaultPlan(
                seed, newNodes, kills, pauses, isolations, kept, late, pace, stopAtFirst, java, settings, directory);
    }

    /** The same with so many leases that are renewed late. */
    public FaultPlan withLate(int newLate) {
        return new FaultPlan(
                seed, nodes, kills, pauses, isolations, kept, newLate, pace, stopAtFirst, java, settings, directory);
    }

    /** The same with so many times the usual load on keys. */
    public FaultPlan withPace(int newPace) {
        return new FaultPlan(
                seed, nodes, kills, pauses, isolations, kept, late, newPace, stopAtFirst, java, settings, directory);
    }

    /** The same in a directory below. */
    public FaultPlan in(String name) {
        return new FaultPlan(
                seed,
                nodes,
                kills,
                pauses,
                isolations,
                kept,
                late,
                pace,
                stopAtFirst,
                java,
                settings,
                directory.resolve(name));
    }

    /** The same with more sections of configuration. */
    public FaultPlan withSettings(String newSettings) {
        return new FaultPlan(
                seed, nodes, kills, pauses, isolations, kept, late, pace, stopAtFirst, java, newSettings, directory);
    }
}
