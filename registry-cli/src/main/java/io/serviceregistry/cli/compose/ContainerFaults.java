package io.serviceregistry.cli.compose;

import java.util.List;
import java.util.Optional;

/** Does things to the containers of nodes, and takes them back. Used by one thread at a time. */
public final class ContainerFaults {
    private static final String NETWORKS = "{{range $name, $network := .NetworkSettings.Networks}}{{$name}}\n{{end}}";
    private static final String LOSE = " INPUT ! -i lo -m statistic --mode random --probability 0.33 -j DROP";

    private final Program docker;
    private final Program inNetworkOf;

    ContainerFaults(Program docker, Program inNetworkOf) {
        this.docker = docker;
        this.inNetworkOf = inNetworkOf;
    }

    /** Why packets of this node cannot be dropped; empty when they can. Tries it out. */
    public Optional<String> whyNoLoss(ComposeNode node) {
        try {
            begin(ContainerFault.LOSS, node).run();
            return Optional.empty();
        } catch (ComposeException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Begins a fault.
     *
     * @return ends it; to be run once
     */
    public Runnable begin(ContainerFault fault, ComposeNode node) {
        String container = node.container();
        switch (fault) {
            case KILL -> {
                docker.demand("kill", container);
                return () -> docker.demand("start", container);
            }
            case PAUSE -> {
                docker.demand("pause", container);
                return () -> docker.demand("unpause", container);
            }
            case DISCONNECT -> {
                List<String> networks = docker.demand("inspect", "--format", NETWORKS, container)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList();
                networks.forEach(network -> docker.demand("network", "disconnect", network, container));
                // The engine forgets by which name others find it.
                return () -> networks.forEach(
                        network -> docker.demand("network", "connect", "--alias", node.service(), network, container));
            }
            case LOSS -> {
                String process = docker.demand("inspect", "--format", "{{.State.Pid}}", container)
                        .strip();
                iptables(process, "-I");
                return () -> iptables(process, "-D");
            }
        }
        throw new IllegalArgumentException("fault: " + fault + " (expected: a known one)");
    }

    private void iptables(String process, String action) {
        inNetworkOf.demand(("-t " + process + " -n iptables -w " + action + LOSE).split(" "));
    }
}
