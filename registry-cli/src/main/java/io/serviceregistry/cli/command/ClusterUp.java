package io.serviceregistry.cli.command;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.local.ClusterPlan;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.output.ClusterText;
import io.serviceregistry.cli.output.NodeJson;
import io.serviceregistry.cli.output.Style;
import io.serviceregistry.cli.output.Terminal;
import io.serviceregistry.cli.output.Tone;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the local cluster run. */
@Command(
        name = "up",
        description = {
            "Start a cluster of node processes on this machine and wait until it serves.",
            "Nodes that run stay as they are, those that do not are started, paused ones are resumed.",
            "A node that ends by itself is started again, unless its exit code says that this would not help."
        })
final class ClusterUp implements Callable<Integer> {
    private static final int DEFAULT_NODES = 3;

    private final Session session;

    @Option(names = "--nodes", paramLabel = "3|5", description = "How many; default: as many as there are, or 3.")
    private @Nullable Integer nodes;

    @Option(
            names = "--port-offset",
            paramLabel = "N",
            description = "Add N to every port, so that another cluster fits on this machine.")
    private @Nullable Integer portOffset;

    @Mixin
    private RestartOption restart = new RestartOption();

    ClusterUp(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        LocalCluster cluster = LocalCluster.findOrCreate(session.stateFolder(), plan(), session.clock());
        ClusterReport report =
                new NodeStart(session, cluster).run(cluster.plan().nodes(), restart);
        session.answer(NodeJson.of(report), () -> print(cluster, report));
        return 0;
    }

    private ClusterPlan plan() {
        Optional<ClusterPlan> existing = session.stateFolder().findPlan();
        int nodeCount =
                nodes != null ? nodes : existing.map(ClusterPlan::nodeCount).orElse(DEFAULT_NODES);
        int offset = portOffset != null
                ? portOffset
                : existing.map(ClusterPlan::portOffset).orElse(0);
        return new ClusterPlan(nodeCount, offset);
    }

    private void print(LocalCluster cluster, ClusterReport report) {
        Terminal terminal = session.terminal();
        Style style = terminal.style();
        String leader = report.leader().orElse("nobody");
        terminal.answer(ClusterText.table(report));
        terminal.answer("");
        terminal.answer(style.paint(Tone.GOOD, "The cluster is up") + ": " + leader + " leads. Files are in "
                + cluster.root() + ".");
        terminal.answer("");
        terminal.answer("Try next:");
        Stream.of(
                        "register payments --id p1 --endpoint http://127.0.0.1:8001 --ttl 300s",
                        "discover payments",
                        "cluster kill leader",
                        "cluster status",
                        "cluster down")
                .forEach(command -> terminal.answer("  " + session.hint(command)));
    }
}
