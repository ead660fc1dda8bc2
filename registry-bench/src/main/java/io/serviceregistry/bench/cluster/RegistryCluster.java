package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster of registry nodes, each a process of its own on 127.0.0.1, with everything below one directory. Not
 * thread-safe: one thread starts and ends nodes.
 */
public final class RegistryCluster implements AutoCloseable {
    /** A node and its ports. */
    private record Member(String id, int grpcPort, int peerPort, int raftPort) {}

    private final Path directory;
    private final NodeJava java;
    private final String settings;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, ServerProcess> processes = new TreeMap<>();

    /**
     * Plans a cluster; nothing runs before {@link #start}.
     *
     * @param nodes how many nodes, n1 and on
     * @param settings more sections of the nodes' YAML configuration; may be empty
     */
    public RegistryCluster(int nodes, Path directory, NodeJava java, String settings) {
        this.directory = directory;
        this.java = java;
        this.settings = settings;
        List<Integer> ports = FreePorts.find(3 * nodes);
        for (int i = 0; i < nodes; i++) {
            members.add(new Member("n" + (i + 1), ports.get(3 * i), ports.get(3 * i + 1), ports.get(3 * i + 2)));
        }
    }

    /** The nodes. */
    public List<String> ids() {
        return members.stream().map(Member::id).toList();
    }

    /** The addresses for clients, in the order of {@link #ids}. */
    public List<String> addresses() {
        return members.stream().map(member -> "127.0.0.1:" + member.grpcPort()).toList();
    }

    /** Starts all nodes. */
    public void start() {
        ids().forEach(this::start);
    }

    /** Starts a node that does not run. */
    public void start(String id) {
        try {
            Files.createDirectories(directory);
            Path config = Files.writeString(directory.resolve(id + ".yaml"), config(id));
            processes.put(id, ServerProcess.start(id, java.command(config), directory, log(id)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process of a node that was started, the last one if several. */
    public ServerProcess process(String id) {
        ServerProcess process = processes.get(id);
        if (process == null) {
            throw new IllegalArgumentException("id: " + id + " (expected: one of " + processes.keySet() + ')');
        }
        return process;
    }

    /** What a node has said. */
    public Path log(String id) {
        return directory.resolve(id + ".log");
    }

    /** Kills every node that runs. */
    @Override
    public void close() {
        processes.values().forEach(ServerProcess::close);
    }

    private String config(String id) {
        StringBuilder yaml = new StringBuilder("cluster:\n  id: bench\n  members:\n");
        for (Member member : members) {
            yaml.append("    - {id: %s, grpc: \"127.0.0.1:%d\", peer: \"127.0.0.1:%d\", raft: \"127.0.0.1:%d\"}\n"
                    .formatted(member.id(), member.grpcPort(), member.peerPort(), member.raftPort()));
        }
        return yaml.append("node:\n  id: %s\n  data-dir: \"%s\"\n".formatted(id, directory.resolve(id)))
                .append(settings)
                .toString();
    }
}
