package io.serviceregistry.bench.visibility;

import io.serviceregistry.bench.cluster.ClusterRoles;
import io.serviceregistry.bench.cluster.ClusterRoles.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;

/** Both phases against a cluster that runs, in a namespace of their own, with watches on all nodes meanwhile. */
final class VisibilityRun {
    /** Above what an election, its grace and a busy machine take together. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private VisibilityRun() {}

    /** Measures; blocks. */
    static VisibilityReport run(List<String> addresses, VisibilityPlan plan) {
        ClusterRoles roles = ClusterRoles.await(addresses);
        List<Node> nodes = roles.nodes();
        String namespace = "visible-" + Long.toString(System.currentTimeMillis(), 36);
        Findings findings = new Findings();
        List<Latency> told = onEach(nodes, "told by a watch on ");
        List<Latency> toldLapses = onEach(nodes, "lapse told by a watch on ");
        Sightings joined = new Sightings("joined", told, findings);
        Sightings left = new Sightings("left", toldLapses, findings);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (Echo echo = new Echo();
                Asking asking = new Asking(nodes, namespace);
                Watches watches = new Watches(nodes, namespace, joined, left)) {
            Registrations registrations = new Registrations(asking, plan, joined, findings, timer);
            registrations.run(echo);
            new Deaths(asking, plan, left, findings).run();
            awaitTold(joined, left, watches);
            untold(nodes, joined, watches.ended(), findings);
            untold(nodes, left, watches.ended(), findings);
            return new VisibilityReport(
                    registrations.latencies(told).stream().map(Latency::figures).toList(),
                    toldLapses.stream().map(Latency::figures).toList(),
                    findings.violations(),
                    findings.failures(),
                    ClusterRoles.await(addresses).equals(roles));
        } finally {
            timer.shutdownNow();
        }
    }

    private static List<Latency> onEach(List<Node> nodes, String what) {
        return nodes.stream()
                .map(node -> new Latency(what + node.id() + (node.leads() ? ", which leads" : ", a follower")))
                .toList();
    }

    private static void awaitTold(Sightings joined, Sightings left, Watches watches) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!(joined.allTold() && left.allTold()) && watches.ended().isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** What a watch has not told is a promise broken, unless the watch has ended and said so. */
    static void untold(List<Node> nodes, Sightings changes, Map<Integer, String> ended, Findings findings) {
        for (int i = 0; i < nodes.size(); i++) {
            String end = ended.get(i);
            for (String instanceId : changes.untold(i)) {
                if (end == null) {
                    findings.violated(
                            "Reliable", "the watch on " + nodes.get(i).id() + " did not tell of " + instanceId);
                } else {
                    findings.failed("WATCH_ENDED_" + end);
                }
            }
        }
    }
}
