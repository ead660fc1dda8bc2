package io.serviceregistry.client.cluster;

import static org.awaitility.Awaitility.await;

import io.serviceregistry.client.NewMember;
import io.serviceregistry.node.boot.FreePorts;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A cluster of real node processes on free ports of 127.0.0.1, from the node's distribution. Ends only the processes that
 * it has started.
 */
public final class NodeProcesses implements AutoCloseable {
    private static final Path DISTRIBUTION = checkout().resolve("registry-node/target/dist/lib");

    private record Member(String id, int grpcPort, int peerPort, int raftPort) {}

    private static final String HOST = "127.0.0.1";
    private static final Duration TO_FOUND = Duration.ofSeconds(60);

    private final Path directory;
    private final String settings;
    private final String clientHost;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Process> processes = new TreeMap<>();

    /** Starts a cluster of so many nodes, n1 and on, with everything below a directory. */
    public NodeProcesses(int nodes, Path directory) {
        this(nodes, directory, "");
    }

    /** Starts a cluster with more settings: YAML sections of the configuration. */
    NodeProcesses(int nodes, Path directory, String settings) {
        this(nodes, directory, settings, HOST);
    }

    /**
     * Starts a cluster whose nodes say that clients reach them at another loopback address, at the same ports. Something must
     * listen there and pass on what comes.
     */
    NodeProcesses(int nodes, Path directory, String settings, String clientHost) {
        this.directory = directory;
        this.settings = settings;
        this.clientHost = clientHost;
        List<Integer> ports = FreePorts.find(3 * nodes);
        for (int i = 0; i < nodes; i++) {
            members.add(new Member("n" + (i + 1), ports.get(3 * i), ports.get(3 * i + 1), ports.get(3 * i + 2)));
        }
        ids().forEach(this::start);
        awaitFounding();
    }

    /** Clients are listened to from when the cluster has been founded, for which all must run. */
    private void awaitFounding() {
        try {
            for (Member member : members) {
                await(member.id() + " listens").atMost(TO_FOUND).until(() -> listens(member));
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private boolean listens(Member member) {
        for (Member any : members) {
            if (!isRunning(any.id())) {
                throw new AssertionError(
                        any.id() + " has ended with " + process(any.id()).exitValue() + ": " + log(any.id()));
            }
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, member.grpcPort()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The nodes. */
    public List<String> ids() {
        return members.stream().map(Member::id).toList();
    }

    /** Where nodes take calls, whatever they say to clients. */
    public List<String> addresses() {
        return members.stream().map(member -> HOST + ':' + member.grpcPort()).toList();
    }

    /** The address of a node for clients. */
    String address(String id) {
        return addresses().get(ids().indexOf(id));
    }

    /** A node as it is added to a cluster. */
    NewMember asMember(String id) {
        Member member = members.get(ids().indexOf(id));
        return new NewMember(
                id, HOST + ':' + member.grpcPort(), HOST + ':' + member.peerPort(), HOST + ':' + member.raftPort(), "");
    }

    /** The process id of a node. */
    long pid(String id) {
        return process(id).pid();
    }

    /** Starts a node that does not run. */
    public void start(String id) {
        try {
            Files.createDirectories(directory);
            Path config = Files.writeString(directory.resolve(id + ".yaml"), config(id));
            File log = directory.resolve(id + ".log").toFile();
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xms64m",
                    "-Xmx384m",
                    "-XX:+UseSerialGC", // these two: started often, and for a short time
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-Dorg.apache.ratis.thirdparty.io.netty.allocator.useCacheForAllThreads=false"));
            if (Runtime.version().feature() >= 24) {
                command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
            }
            command.addAll(List.of(
                    "-cp",
                    DISTRIBUTION.resolve("*").toString(),
                    "io.serviceregistry.node.boot.Main",
                    "--config",
                    config.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
            processes.put(id, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills a node with SIGKILL and waits until it is gone. */
    public void kill(String id) {
        try {
            if (!process(id).destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException(id + " does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops a node in its tracks (SIGSTOP), or lets it go on (SIGCONT). */
    void signal(String id, String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process(id).pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** True until a node has ended. */
    boolean isRunning(String id) {
        return process(id).isAlive();
    }

    /** Waits until a node has ended by itself, and returns its exit code. */
    int awaitEnd(String id, Duration patience) {
        try {
            if (!process(id).waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(id + " still runs");
            }
            return process(id).exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where a node keeps its data. */
    Path dataDirectory(String id) {
        return directory.resolve(id);
    }

    /** What a node has logged. */
    String log(String id) {
        try {
            return Files.readString(directory.resolve(id + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.values().forEach(Process::destroyForcibly);
        for (String id : processes.keySet()) {
            kill(id);
        }
    }

    private Process process(String id) {
        Process process = processes.get(id);
        if (process == null) {
            throw new IllegalArgumentException("id: " + id + " (expected: one of " + processes.keySet() + ')');
        }
        return process;
    }

    private String config(String id) {
        StringBuilder yaml = new StringBuilder("cluster:\n  id: client-test\n  members:\n");
        for (Member member : members) {
            yaml.append("    - {id: %s, grpc: \"%s:%d\", peer: \"%s:%d\", raft: \"%s:%d\"}\n"
                    .formatted(
                            member.id(),
                            clientHost,
                            member.grpcPort(),
                            HOST,
                            member.peerPort(),
                            HOST,
                            member.raftPort()));
        }
        return yaml.append(
                        "node:\n  id: %s\n  data-dir: %s\n  bind-host: %s\n".formatted(id, directory.resolve(id), HOST))
                .append(settings)
                .toString();
    }

    /** Tests run in the folder of their module, which may be within that of another. */
    private static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("registry-node"))) {
            folder = Objects.requireNonNull(folder.getParent(), "not within a checkout");
        }
        return folder;
    }
}
