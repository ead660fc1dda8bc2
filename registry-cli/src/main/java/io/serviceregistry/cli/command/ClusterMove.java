package io.serviceregistry.cli.command;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.local.ClusterPlan;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.output.ClusterText;
import io.serviceregistry.cli.output.NodeJson;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives every node of the local cluster other addresses, all at once. */
@Command(
        name = "move",
        description = {
            "Stop all nodes and start them at other ports, with what they hold.",
            "This is what a move of a whole cluster to other machines or names comes to: the nodes are who they are by their ids and",
            "directories, and find one another by the addresses that they are started with."
        })
final class ClusterMove implements Callable<Integer> {
    private final Session session;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            required = true,
            description = "Where to: N is added to every port from now on.")
    private int portOffset;

    @Mixin
    private RestartOption restart = new RestartOption();

    ClusterMove(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        LocalCluster former = session.localCluster();
        ClusterPlan plan = former.plan().elsewhere(portOffset);
        former.stopAll();
        LocalCluster cluster = former.moved(plan);
        ClusterReport report = new NodeStart(session, cluster).run(plan.nodes(), restart);
        session.answer(NodeJson.of(report), () -> session.terminal().answer(ClusterText.table(report)));
        return 0;
    }
}
