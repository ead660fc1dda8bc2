package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A cluster of etcd members with their defaults, each a process of its own on 127.0.0.1, with everything below one directory.
 * Not thread-safe: one thread starts and ends members.
 */
public final class EtcdCluster implements AutoCloseable {
    /** Where Debian's package {@code etcd-server} puts it. */
    public static final Path DEBIAN_PROGRAM = Path.of("/usr/bin/etcd");

    /** A member and its ports. */
    private record Member(String id, int clientPort, int peerPort) {
        String clientUrl() {
            return "http://127.0.0.1:" + clientPort;
        }

        String peerUrl() {
            return "http://127.0.0.1:" + peerPort;
        }
    }

    private final Path program;
    private final Path directory;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, ServerProcess> processes = new TreeMap<>();

    /** Plans a cluster of members e1 and on; nothing runs before {@link #start}. */
    public EtcdCluster(int nodes, Path directory, Path program) {
        this.program = program;
        this.directory = directory;
        List<Integer> ports = FreePorts.find(2 * nodes);
        for (int i = 0; i < nodes; i++) {
            members.add(new Member("e" + (i + 1), ports.get(2 * i), ports.get(2 * i + 1)));
        }
    }

    /** The members. */
    public List<String> ids() {
        return members.stream().map(Member::id).toList();
    }

    /** The addresses for clients, in the order of {@link #ids}. */
    public List<String> addresses() {
        return members.stream()
                .map(member -> "127.0.0.1:" + member.clientPort())
                .toList();
    }

    /** Starts all members. */
    public void start() {
        ids().forEach(this::start);
    }

    /** Starts a member that does not run. */
    public void start(String id) {
        Member member = members.get(ids().indexOf(id));
        String cluster =
                members.stream().map(each -> each.id() + '=' + each.peerUrl()).collect(Collectors.joining(","));
        List<String> command = List.of(
                program.toString(),
                "--name=" + id,
                "--data-dir=" + directory.resolve(id),
                "--listen-client-urls=" + member.clientUrl(),
                "--advertise-client-urls=" + member.clientUrl(),
                "--listen-peer-urls=" + member.peerUrl(),
                "--initial-advertise-peer-urls=" + member.peerUrl(),
                "--initial-cluster=" + cluster,
                "--initial-cluster-token=bench",
                "--logger=zap",
                "--log-level=warn");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        processes.put(id, ServerProcess.start(id, command, directory, directory.resolve(id + ".log")));
    }

    /** The process of a member that was started, the last one if several. */
    public ServerProcess process(String id) {
        ServerProcess process = processes.get(id);
        if (process == null) {
            throw new IllegalArgumentException("id: " + id + " (expected: one of " + processes.keySet() + ')');
        }
        return process;
    }

    /** Kills every member that runs. */
    @Override
    public void close() {
        processes.values().forEach(ServerProcess::close);
    }
}
