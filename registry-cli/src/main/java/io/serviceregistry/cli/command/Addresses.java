package io.serviceregistry.cli.command;

import io.serviceregistry.cli.local.ClusterPlan;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.LocalNode;
import io.serviceregistry.cli.local.NodeProcess;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which nodes to talk to: those of the option, else of the environment, else of the local cluster. */
final class Addresses {
    private static final String VARIABLE = "REGISTRY_ADDRESSES";

    private final Surroundings surroundings;
    private final Session session;

    Addresses(Surroundings surroundings, Session session) {
        this.surroundings = surroundings;
        this.session = session;
    }

    /** Of a local cluster the nodes that run: no attempt is spent on one that cannot answer. */
    List<String> forOneCall() {
        return findNamed().orElseGet(() -> {
            LocalCluster cluster = localCluster();
            List<String> running = cluster.processes().stream()
                    .filter(process -> process.state() == NodeProcess.State.RUNNING)
                    .map(process -> process.node().grpcAddress())
                    .toList();
            if (running.isEmpty()) {
                throw new CliException(
                        ExitCode.UNAVAILABLE,
                        "LOCAL_CLUSTER_STOPPED",
                        "no node of the local cluster in " + cluster.root() + " runs: start it with '"
                                + session.hint("cluster up") + "'");
            }
            return running;
        });
    }

    /** Of a local cluster all nodes: one that is down now may be the last one up later. */
    List<String> forLong() {
        return findNamed().orElseGet(() -> {
            ClusterPlan plan = localCluster().plan();
            return plan.nodes().stream().map(LocalNode::grpcAddress).toList();
        });
    }

    /** Those that the user named. */
    Optional<List<String>> findNamed() {
        if (!session.options().addresses().isEmpty()) {
            return Optional.of(session.options().addresses());
        }
        return surroundings
                .variable(VARIABLE)
                .map(value -> Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(address -> !address.isEmpty())
                        .toList());
    }

    private LocalCluster localCluster() {
        return session.findLocalCluster()
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "NO_ADDRESS",
                        "no registry to talk to: give --address HOST:PORT, set " + VARIABLE
                                + ", or start a local cluster with '" + session.hint("cluster up") + "'"));
    }
}
