package io.serviceregistry.cli.command;

import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.local.ClusterPlan;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.NodeJvm;
import io.serviceregistry.cli.local.NodeRestore;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.ClusterText;
import io.serviceregistry.cli.output.NodeJson;
import io.serviceregistry.cli.output.ProgressLine;
import io.serviceregistry.cli.output.Style;
import io.serviceregistry.cli.output.Terminal;
import io.serviceregistry.cli.output.Tone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
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
            "A node that ends by itself is started again, unless its exit code says that this would not help.",
            "With --restore the cluster is a new one, which begins with what a backup holds."
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

    @Option(
            names = "--restore",
            paramLabel = "BACKUP",
            description = "Begin with this backup. There must be no data yet.")
    private @Nullable Path backup;

    @Mixin
    private BesideOption beside = new BesideOption();

    @Mixin
    private RestartOption restart = new RestartOption();

    ClusterUp(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException {
        if (backup != null) {
            restore(backup);
        } else if (beside.isAllowed()) {
            throw new CliException(ExitCode.USAGE, "USAGE", "--beside-old goes with --restore");
        }
        LocalCluster cluster = LocalCluster.findOrCreate(session.stateFolder(), plan(), session.clock());
        ClusterReport report =
                new NodeStart(session, cluster).run(cluster.plan().nodes(), restart);
        session.answer(NodeJson.of(report), () -> print(cluster, report));
        return 0;
    }

    private void restore(Path file) throws IOException {
        BackupCommand.verified(session, file);
        ClusterPlan former = plan();
        // Of each restore another: what was said by one restored cluster must not be taken for another's.
        String clusterId =
                ClusterPlan.LOCAL + '-' + UUID.randomUUID().toString().substring(0, 8);
        ClusterPlan plan = new ClusterPlan(former.nodeCount(), former.portOffset(), clusterId);
        NodeRestore.Ended ended;
        try (ProgressLine progress = session.progress()) {
            ended = LocalCluster.restore(
                    session.stateFolder(),
                    plan,
                    NodeJvm.ofThisProcess(),
                    session.nodeDistribution(),
                    file.toAbsolutePath(),
                    beside.isAllowed(),
                    progress::step);
        }
        BackupCommand.requireDone(ended);
        if (!session.isJson()) {
            session.terminal()
                    .notice("Restored " + plan.nodeCount() + " nodes from " + file + ", cluster " + clusterId);
        }
    }

    private ClusterPlan plan() {
        Optional<ClusterPlan> existing = session.stateFolder().findPlan();
        int nodeCount =
                nodes != null ? nodes : existing.map(ClusterPlan::nodeCount).orElse(DEFAULT_NODES);
        int offset = portOffset != null
                ? portOffset
                : existing.map(ClusterPlan::portOffset).orElse(0);
        String clusterId = existing.map(ClusterPlan::clusterId).orElse(ClusterPlan.LOCAL);
        return new ClusterPlan(nodeCount, offset, clusterId);
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
