package io.serviceregistry.cli.command;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.cluster.MemberReport;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.LocalNode;
import io.serviceregistry.cli.local.NodeJvm;
import io.serviceregistry.cli.local.NodeProcess;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.time.Patience;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Starts nodes of the local cluster and waits until they serve, telling how far it is. */
final class NodeStart {
    /** Three nodes start in seconds; a busy machine may take a minute. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final Duration INTERVAL = Duration.ofMillis(150);
    private static final int LAST_WORDS = 3;

    private final Session session;
    private final LocalCluster cluster;
    private final Set<String> told = new HashSet<>();

    NodeStart(Session session, LocalCluster cluster) {
        this.session = session;
        this.cluster = cluster;
    }

    /** Starts those of the nodes that do not run; the report once all of these nodes are healthy. */
    ClusterReport run(List<LocalNode> nodes, RestartOption restart) {
        List<NodeProcess> started =
                cluster.start(nodes, NodeJvm.ofThisProcess(), session.nodeDistribution(), restart.supervision());
        if (!started.isEmpty()) {
            session.terminal()
                    .notice("Starting "
                            + started.stream()
                                    .map(process -> process.node().id())
                                    .collect(Collectors.joining(", "))
                            + "; logs in " + cluster.root() + "/*/node.log");
        }
        return await(nodes.stream().map(LocalNode::id).collect(Collectors.toSet()), started);
    }

    /** Waits until the whole cluster serves; starts nothing. */
    ClusterReport awaitServing() {
        Set<String> all = cluster.plan().nodes().stream().map(LocalNode::id).collect(Collectors.toSet());
        told.addAll(all);
        return await(all, List.of());
    }

    private ClusterReport await(Set<String> awaited, List<NodeProcess> started) {
        try (ClusterInspection inspection = ClusterInspection.of(session, cluster)) {
            Patience patience = Patience.of(session.clock(), LIMIT, INTERVAL);
            ClusterReport report;
            do {
                report = inspection.look();
                tellProgress(report, awaited);
                tellRestarts(started);
                throwIfOneDied(started);
                if (serve(report, awaited)) {
                    return inspection.compare();
                }
            } while (patience.pause());
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "NOT_HEALTHY",
                    "after " + LIMIT.toSeconds() + " s " + report.complaint() + "; see the logs in " + cluster.root());
        }
    }

    /** Of all nodes: the whole cluster must serve. Of some: they must, together with a leader. */
    private boolean serve(ClusterReport report, Set<String> awaited) {
        if (awaited.size() == report.members().size()) {
            return report.isServing();
        }
        return report.leader().isPresent()
                && report.members().stream()
                        .filter(member -> awaited.contains(member.id()))
                        .allMatch(MemberReport::healthy);
    }

    private void tellProgress(ClusterReport report, Set<String> awaited) {
        for (MemberReport member : report.members()) {
            if (awaited.contains(member.id()) && member.healthy() && told.add(member.id())) {
                session.terminal().notice("  " + member.id() + " is up: " + member.role());
            }
        }
    }

    private void tellRestarts(List<NodeProcess> started) {
        for (NodeProcess process : started) {
            process.findRestarts()
                    .filter(restarts -> restarts.count() > 0)
                    .map(restarts -> "  " + process.node().id() + " ended with exit code " + restarts.lastExitCode()
                            + " and is started again (" + restarts.count() + ')')
                    .filter(told::add)
                    .ifPresent(session.terminal()::notice);
        }
    }

    private void throwIfOneDied(List<NodeProcess> started) {
        for (NodeProcess process : started) {
            if (process.isGone()) {
                List<String> lastWords = process.lastWords(LAST_WORDS);
                throw new CliException(
                        ExitCode.FAILED,
                        "NODE_DIED",
                        process.node().id() + " stopped while starting: "
                                + (lastWords.isEmpty() ? "it said nothing" : String.join(" | ", lastWords)) + " (log: "
                                + process.log() + ")");
            }
        }
    }
}
