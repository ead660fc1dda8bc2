package io.serviceregistry.cli.compose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The nodes of one project, in whatever state they are. Asks the engine anew at every question. Used by one thread. */
public final class ComposeProject {
    /** By it a container is known to be a node's, and which. */
    private static final String NODE_ID = "REGISTRY_NODE_ID=";

    private static final String INSPECTED =
            "{{index .Config.Labels \"com.docker.compose.service\"}}{{range .Config.Env}}\n{{.}}{{end}}";

    private final Program docker;
    private final Program compose;

    ComposeProject(Program docker, Program compose) {
        this.docker = docker;
        this.compose = compose;
    }

    /**
     * The project that Compose finds with these options of its own, such as {@code --file}, and in the environment and the working
     * directory otherwise.
     *
     * @throws ComposeException when there is no Compose
     */
    public static ComposeProject find(List<String> options) {
        Program docker = new Program(List.of("docker"));
        for (List<String> name : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            if (new Program(name).works("version")) {
                return new ComposeProject(
                        docker,
                        new Program(
                                Stream.concat(name.stream(), options.stream()).toList()));
            }
        }
        throw new ComposeException("neither 'docker compose' nor 'docker-compose' can be run");
    }

    /** The nodes that have a container, by id. */
    public List<ComposeNode> nodes() {
        List<ComposeNode> nodes = new ArrayList<>();
        for (String container : compose.demand("ps", "-q").lines().toList()) {
            inspect(container).ifPresent(nodes::add);
        }
        nodes.sort(Comparator.comparing(ComposeNode::id));
        return nodes;
    }

    private Optional<ComposeNode> inspect(String container) {
        List<String> lines = docker.demand("inspect", "--format", INSPECTED, container)
                .lines()
                .toList();
        return lines.stream()
                .skip(1)
                .filter(line -> line.startsWith(NODE_ID))
                .findFirst()
                .map(line -> new ComposeNode(line.substring(NODE_ID.length()), lines.get(0), container));
    }

    /**
     * Stops a node in good order, for which it has the time that the project gives it.
     *
     * @return its exit code; 0 when it stopped by itself
     */
    public int stop(ComposeNode node) {
        compose.demand("stop", node.service());
        return Integer.parseInt(docker.demand("inspect", "--format", "{{.State.ExitCode}}", node.container())
                .strip());
    }

    /** Starts a node that was stopped, in its container. */
    public ComposeNode start(ComposeNode node) {
        compose.demand("start", node.service());
        return node;
    }

    /** Starts a node that was stopped, in a new container of the image and the settings as they are now; builds nothing. */
    public ComposeNode recreate(ComposeNode node) {
        compose.demand("up", "-d", "--no-deps", "--no-build", "--force-recreate", node.service());
        return nodes().stream()
                .filter(now -> now.service().equals(node.service()))
                .findFirst()
                .orElseThrow(() -> new ComposeException("there is no container of " + node.service() + " any more"));
    }

    /** What can be done to the nodes' containers. */
    public ContainerFaults faults() {
        return new ContainerFaults(docker, new Program(List.of("nsenter")));
    }

    /**
     * Where this machine reaches a port of a node.
     *
     * @throws ComposeException when the port is not published
     */
    public String published(ComposeNode node, int port) {
        return docker.demand("port", node.container(), Integer.toString(port))
                .lines()
                .findFirst()
                .map(String::strip)
                .map(address -> address.replaceFirst("^0\\.0\\.0\\.0:", "127.0.0.1:"))
                .orElseThrow(() -> new ComposeException("port " + port + " of " + node.id() + " is not published"));
    }

    /** What {@code cluster status} says in a node's container, as JSON; empty when nothing can be run there. */
    public Optional<Status> status(ComposeNode node) {
        Program.Ended ended =
                docker.run("exec", node.container(), "registryctl", "--output", "json", "cluster", "status");
        return ended.out().isBlank() ? Optional.empty() : Optional.of(new Status(ended.exitCode() == 0, ended.out()));
    }

    /**
     * What a node says of its cluster.
     *
     * @param allWell all nodes serve, one leads, and all have one state
     * @param json the answer
     */
    public record Status(boolean allWell, String json) {}
}
