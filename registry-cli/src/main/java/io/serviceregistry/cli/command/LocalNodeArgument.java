package io.serviceregistry.cli.command;

import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.LocalNode;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import picocli.CommandLine.Parameters;

/** Names a node of the local cluster. */
final class LocalNodeArgument {
    private static final String LEADER = "leader";

    @Parameters(index = "0", paramLabel = "NODE", description = "n1 to n5, or leader: whichever leads now.")
    private String node = "";

    LocalNode of(Session session, LocalCluster cluster) {
        String id = node.equals(LEADER) ? leader(session, cluster) : node;
        return cluster.plan()
                .findNode(id)
                .orElseThrow(() -> new CliException(
                        ExitCode.NOT_FOUND,
                        "NO_SUCH_NODE",
                        "no node " + id + " in the local cluster (expected: n1 to n"
                                + cluster.plan().nodeCount() + ", or leader)"));
    }

    private static String leader(Session session, LocalCluster cluster) {
        try (ClusterInspection inspection = ClusterInspection.of(session, cluster)) {
            return inspection
                    .look()
                    .leader()
                    .orElseThrow(() ->
                            new CliException(ExitCode.UNAVAILABLE, "NO_LEADER", "no node of the local cluster leads"));
        }
    }
}
