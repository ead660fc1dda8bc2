package io.serviceregistry.cli.command;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.LocalNode;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.ClusterText;
import io.serviceregistry.cli.output.NodeJson;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** How the cluster is. */
@Command(
        name = "status",
        description = {
            "Show every member: who leads, who is healthy, and whether all hold the same state.",
            "Exit code 0 when all are healthy, one leads and the digests are equal at one log index; 1 otherwise."
        })
final class ClusterStatus implements Callable<Integer> {
    private final Session session;

    ClusterStatus(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (ClusterInspection inspection = inspection()) {
            ClusterReport report = inspection.compare();
            session.answer(NodeJson.of(report), () -> {
                session.terminal().answer(ClusterText.table(report));
                ClusterText.restarts(report).forEach(session.terminal()::answer);
                session.terminal()
                        .answer(ClusterText.verdict(report, session.terminal().style()));
            });
            return (report.isAllWell() ? ExitCode.OK : ExitCode.FAILED).number();
        }
    }

    /** Of the local cluster when that is the one meant: its processes tell more than its ports. */
    private ClusterInspection inspection() {
        Optional<List<String>> named = session.namedAddresses();
        if (named.isEmpty()) {
            return ClusterInspection.of(session, session.localCluster());
        }
        return session.findLocalCluster()
                .filter(cluster -> addresses(cluster).containsAll(named.get()))
                .map(cluster -> ClusterInspection.of(session, cluster))
                .orElseGet(() -> ClusterInspection.of(session, named.get()));
    }

    private static List<String> addresses(LocalCluster cluster) {
        return cluster.plan().nodes().stream().map(LocalNode::grpcAddress).toList();
    }
}
