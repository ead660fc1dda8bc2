package io.serviceregistry.cli.command;

import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.LocalNode;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.WriteJson;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What can be done to one node of the local cluster: four commands of one shape. */
abstract sealed class ClusterNodeCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private LocalNodeArgument argument = new LocalNodeArgument();

    private ClusterNodeCommand(Session session) {
        this.session = session;
    }

    /** Does it, and says what the node is now. */
    abstract String act(Session session, LocalCluster cluster, LocalNode node);

    @Override
    public final Integer call() {
        LocalCluster cluster = session.localCluster();
        LocalNode node = argument.of(session, cluster);
        String done = act(session, cluster, node);
        String state = cluster.process(node).state().name().toLowerCase(Locale.ROOT);
        session.answer(
                WriteJson.empty().put("node", node.id()).put("state", state),
                () -> session.terminal().answer(done));
        return 0;
    }

    /** A crash after which nobody starts it again. */
    @Command(
            name = "kill",
            description = "Kill a node with SIGKILL, as a crash would; it stays stopped until it is started.")
    static final class Kill extends ClusterNodeCommand {
        Kill(Session session) {
            super(session);
        }

        @Override
        String act(Session session, LocalCluster cluster, LocalNode node) {
            return cluster.kill(node) ? "Killed " + node.id() + '.' : node.id() + " was not running.";
        }
    }

    /** A long pause. */
    @Command(name = "pause", description = "Pause a node with SIGSTOP: alive, silent, and unaware of it.")
    static final class Pause extends ClusterNodeCommand {
        Pause(Session session) {
            super(session);
        }

        @Override
        String act(Session session, LocalCluster cluster, LocalNode node) {
            throwUnless(cluster.pause(node), node);
            return "Paused " + node.id() + "; '" + session.hint("cluster resume " + node.id()) + "' lets it go on.";
        }
    }

    /** The end of a pause. */
    @Command(name = "resume", description = "Let a paused node go on, with SIGCONT.")
    static final class Resume extends ClusterNodeCommand {
        Resume(Session session) {
            super(session);
        }

        @Override
        String act(Session session, LocalCluster cluster, LocalNode node) {
            throwUnless(cluster.resume(node), node);
            return "Resumed " + node.id() + '.';
        }
    }

    /** The end of a crash. */
    @Command(name = "start", description = "Start a node that is stopped, and wait until it serves.")
    static final class Start extends ClusterNodeCommand {
        @Mixin
        private RestartOption restart = new RestartOption();

        Start(Session session) {
            super(session);
        }

        @Override
        String act(Session session, LocalCluster cluster, LocalNode node) {
            new NodeStart(session, cluster).run(List.of(node), restart);
            return node.id() + " runs.";
        }
    }

    private static void throwUnless(boolean running, LocalNode node) {
        if (!running) {
            throw new CliException(ExitCode.NOT_FOUND, "NODE_NOT_RUNNING", node.id() + " is not running");
        }
    }
}
