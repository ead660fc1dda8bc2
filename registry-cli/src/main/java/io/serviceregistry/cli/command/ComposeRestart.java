package io.serviceregistry.cli.command;

import io.serviceregistry.cli.compose.ComposeNode;
import io.serviceregistry.cli.compose.ComposeProject;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.time.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A rolling restart of the cluster that Docker Compose keeps: the leader last, and each when the whole cluster is well again. */
final class ComposeRestart {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Duration INTERVAL = Duration.ofMillis(300);

    private final Session session;
    private final ComposeProject project;
    private final boolean recreates;

    ComposeRestart(Session session, ComposeProject project, boolean recreates) {
        this.session = session;
        this.project = project;
        this.recreates = recreates;
    }

    int run() {
        List<ComposeNode> nodes = new ArrayList<>(ProjectOptions.nodes(project));
        // A stop while another node is away could cost the majority.
        ComposeStatus last = awaitWell(nodes.get(0), nodes);
        String leader = last.leader();
        nodes.sort(Comparator.comparing(node -> node.id().equals(leader)));
        for (int i = 0; i < nodes.size(); i++) {
            ComposeNode node = nodes.get(i);
            session.terminal().notice("Node " + (i + 1) + " of " + nodes.size() + ": stopping " + node.id());
            int exitCode = project.stop(node);
            if (exitCode != 0) {
                session.terminal().notice("  " + node.id() + " did not stop in good order: exit code " + exitCode);
            }
            ComposeNode started = recreates ? project.recreate(node) : project.start(node);
            last = awaitWell(started, nodes);
            session.terminal().notice("  " + node.id() + " is back, and the cluster is well");
        }
        String leads = last.leader();
        session.answer(
                last.json(),
                () -> session.terminal().answer("All " + nodes.size() + " nodes were restarted; " + leads + " leads."));
        return 0;
    }

    /** Waits until a node finds all of these well, itself among them; what it says. */
    private ComposeStatus awaitWell(ComposeNode node, List<ComposeNode> all) {
        Patience patience = Patience.of(session.clock(), LIMIT, INTERVAL);
        do {
            Optional<ComposeStatus> well = ComposeStatus.of(project, node)
                    .filter(ComposeStatus::allWell)
                    .filter(status -> status.names(all));
            if (well.isPresent()) {
                return well.get();
            }
        } while (patience.pause());
        throw new CliException(
                ExitCode.UNAVAILABLE,
                "NOT_HEALTHY",
                "after " + LIMIT.toSeconds() + " s " + node.id()
                        + " does not find the cluster well; see 'registryctl cluster"
                        + " status' in its container, and the containers' logs");
    }
}
