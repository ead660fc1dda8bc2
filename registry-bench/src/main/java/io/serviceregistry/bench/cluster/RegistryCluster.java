package io.serviceregistry.bench.cluster;

import io.serviceregistry.client.NewMember;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A cluster of registry nodes, each a process of its own on this machine, with everything below one directory. Not
 * thread-safe: one thread starts and ends nodes.
 */
public final class RegistryCluster implements AutoCloseable {
    /** A node and its ports. */
    private record Member(String id, String host, int grpcPort, int peerPort, int raftPort) {}

    private static final String ID = "bench";

    private final String clusterId;
    private final Path directory;
    private final NodeJava java;
    private final String settings;
    private final Site site;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, ServerProcess> processes = new TreeMap<>();

    /** Plans a cluster on 127.0.0.1; otherwise as the other constructor. */
    public RegistryCluster(int nodes, Path directory, NodeJava java, String settings) {
        this(nodes, directory, java, settings, Site.LOOPBACK);
    }

    /** Plans a cluster of another id on 127.0.0.1; otherwise as the other constructors. */
    public RegistryCluster(String clusterId, int nodes, Path directory, NodeJava java, String settings) {
        this(clusterId, nodes, directory, java, settings, Site.LOOPBACK);
    }

    /**
     * Plans a cluster; nothing runs before {@link #start}.
     *
     * @param nodes how many nodes, n1 and on
     * @param settings more sections of the nodes' YAML configuration; may be empty
     * @param site where they run
     */
    public RegistryCluster(int nodes, Path directory, NodeJava java, String settings, Site site) {
        this(ID, nodes, directory, java, settings, site);
    }

    private RegistryCluster(String clusterId, int nodes, Path directory, NodeJava java, String settings, Site site) {
        this.clusterId = clusterId;
        this.directory = directory;
        this.java = java;
        this.settings = settings;
        this.site = site;
        for (int i = 0; i < nodes; i++) {
            plan();
        }
    }

    /** Plans one more node, which waits to be added once it runs; its id. Nodes started from now on are configured with it. */
    public String plan() {
        String id = "n" + (members.size() + 1);
        List<Integer> ports = FreePorts.find(3);
        members.add(new Member(id, site.host(id), ports.get(0), ports.get(1), ports.get(2)));
        return id;
    }

    /** What a cluster is told of a node that is to be added. */
    public NewMember asMember(String id) {
        Member member = members.get(ids().indexOf(id));
        String host = member.host() + ':';
        return new NewMember(id, host + member.grpcPort(), host + member.peerPort(), host + member.raftPort(), "");
    }

    /** The nodes. */
    public List<String> ids() {
        return members.stream().map(Member::id).toList();
    }

    /** The addresses for clients, in the order of {@link #ids}. */
    public List<String> addresses() {
        return members.stream()
                .map(member -> member.host() + ':' + member.grpcPort())
                .toList();
    }

    /** The address of a node for clients. */
    public String address(String id) {
        return addresses().get(ids().indexOf(id));
    }

    /** Where a node listens: for clients, for nodes, and for Raft. */
    public List<InetSocketAddress> listens(String id) {
        Member member = members.get(ids().indexOf(id));
        return List.of(
                new InetSocketAddress(member.host(), member.grpcPort()),
                new InetSocketAddress(member.host(), member.peerPort()),
                new InetSocketAddress(member.host(), member.raftPort()));
    }

    /** Starts all nodes. */
    public void start() {
        ids().forEach(this::start);
    }

    /** Starts a node that does not run. */
    public void start(String id) {
        run(id, java);
    }

    /**
     * Makes the data directory of a node that was never started from a backup.
     *
     * @return how the node ended; what it said is in its log
     */
    public int restore(String id, Path backup) {
        run(id, java, "--restore", backup.toString());
        return process(id).awaitEnd();
    }

    /**
     * Writes the log of a node that does not run into a file.
     *
     * @return how it ended; what it said is in the node's log
     */
    public int exportLog(String id, Path file) {
        run(id, java.asShipped(), "--export-log", file.toString());
        return process(id).awaitEnd();
    }

    private void run(String id, NodeJava program, String... more) {
        try {
            Files.createDirectories(directory);
            Path config = Files.writeString(directory.resolve(id + ".yaml"), config(id));
            processes.put(
                    id, ServerProcess.start(id, site.command(id, program.command(config, more)), directory, log(id)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the data of a node that does not run away. */
    public void wipe(String id) {
        DirectoryTree.delete(directory.resolve(id));
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
        StringBuilder yaml = new StringBuilder("cluster:\n  id: %s\n  members:\n".formatted(clusterId));
        for (Member member : members) {
            yaml.append("    - {id: %s, grpc: \"%s:%d\", peer: \"%2$s:%d\", raft: \"%2$s:%d\"}\n"
                    .formatted(member.id(), member.host(), member.grpcPort(), member.peerPort(), member.raftPort()));
        }
        return yaml.append("node:\n  id: %s\n  data-dir: \"%s\"\n".formatted(id, directory.resolve(id)))
                .append(settings)
                .toString();
    }
}
