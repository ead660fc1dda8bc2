package io.serviceregistry.cli.command;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.compose.ComposeProject;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.LocalCluster.StopReport;
import io.serviceregistry.cli.local.LocalNode;
import io.serviceregistry.cli.output.NodeJson;
import io.serviceregistry.cli.output.Terminal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Gives every node of the local cluster, or of one in containers, a new process, and its clients no trouble. */
@Command(
        name = "rolling-restart",
        description = {
            "Stop and start every node in good order, one after the other, the leader last.",
            "Each must serve again, and the whole cluster be well, before the next one is stopped. A node takes the jars as they are",
            "now: this is also how a new version is rolled out.",
            "With --compose it is the cluster of a Docker Compose project, as docker-compose.yml describes one: by default the project",
            "of the working directory."
        })
final class ClusterRollingRestart implements Callable<Integer> {
    private final Session session;

    @Mixin
    private RestartOption restart = new RestartOption();

    @ArgGroup(exclusive = false)
    private @Nullable ComposeOptions compose;

    ClusterRollingRestart(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (compose != null) {
            return new ComposeRestart(session, ComposeProject.find(compose.forCompose()), compose.recreates()).run();
        }
        LocalCluster cluster = session.localCluster();
        List<LocalNode> order = leaderLast(cluster);
        Terminal terminal = session.terminal();
        for (int i = 0; i < order.size(); i++) {
            LocalNode node = order.get(i);
            terminal.notice("Node " + (i + 1) + " of " + order.size() + ": stopping " + node.id());
            StopReport stopped = cluster.stop(List.of(node));
            if (!stopped.killed().isEmpty()) {
                terminal.notice("  " + node.id() + " did not stop in time and was killed");
            }
            new NodeStart(session, cluster).run(List.of(node), restart);
            new NodeStart(session, cluster).awaitServing();
        }
        ClusterReport last = new NodeStart(session, cluster).awaitServing();
        session.answer(
                NodeJson.of(last),
                () -> terminal.answer("All " + order.size() + " nodes were restarted; "
                        + last.leader().orElse("nobody") + " leads."));
        return 0;
    }

    private List<LocalNode> leaderLast(LocalCluster cluster) {
        // A stop while another node is away could cost the majority.
        String leader = new NodeStart(session, cluster).awaitServing().leader().orElse("");
        List<LocalNode> nodes = new ArrayList<>(cluster.plan().nodes());
        nodes.sort(Comparator.comparing(node -> node.id().equals(leader)));
        return nodes;
    }
}
