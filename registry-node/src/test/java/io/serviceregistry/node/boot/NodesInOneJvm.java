package io.serviceregistry.node.boot;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.serviceregistry.node.config.ConfigException;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.NodeConfigLoader;
import io.serviceregistry.node.http.HttpServer;
import io.serviceregistry.proto.v1.AddMemberRequest;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.ratis.server.RaftServer;

/** A cluster of real nodes in this JVM, so that a test can reach into their memory. */
final class NodesInOneJvm implements AutoCloseable {
    static final String CLUSTER_ID = "test";

    /** Of each node: clients, other nodes, Raft, HTTP. */
    private static final int PORTS = 4;

    private final Path directory;
    private final String settings;
    private final Function<String, NodeParts> parts;
    private final String clusterId;
    private final List<String> ids = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final Map<String, Node> running = Collections.synchronizedMap(new TreeMap<>());
    private final List<Thread> starters = new ArrayList<>();
    private final Map<String, ManagedChannel> channels = new TreeMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    /** Starts n1 and on; {@code settings} are more sections of the configuration. */
    NodesInOneJvm(int nodes, Path directory, String settings) throws Exception {
        this(nodes, directory, settings, id -> NodeParts.STANDARD);
    }

    /** The same, of nodes with parts that are asked for at each start. */
    NodesInOneJvm(int nodes, Path directory, String settings, Function<String, NodeParts> parts) throws Exception {
        this(nodes, directory, settings, parts, CLUSTER_ID, Optional.empty());
    }

    /** Starts a cluster of another id, whose nodes were all restored from a backup if there is one. */
    NodesInOneJvm(int nodes, Path directory, String settings, String clusterId, Optional<Path> backup)
            throws Exception {
        this(nodes, directory, settings, id -> NodeParts.STANDARD, clusterId, backup);
    }

    /** Plans a node of another cluster, and starts none. */
    NodesInOneJvm(Path directory, String clusterId) {
        this.parts = id -> NodeParts.STANDARD;
        this.directory = directory;
        this.clusterId = clusterId;
        this.settings = "";
        ports.addAll(FreePorts.find(PORTS));
        ids.add("n1");
    }

    private NodesInOneJvm(
            int nodes,
            Path directory,
            String settings,
            Function<String, NodeParts> parts,
            String clusterId,
            Optional<Path> backup)
            throws Exception {
        this.parts = parts;
        this.directory = directory;
        this.clusterId = clusterId;
        this.settings = settings;
        ports.addAll(FreePorts.find(PORTS * nodes));
        for (int i = 1; i <= nodes; i++) {
            ids.add("n" + i);
        }
        if (backup.isPresent()) {
            for (String id : ids) {
                Restore.of(config(id), backup.get(), false, step -> {});
            }
        }
        startTogether();
        for (String id : ids) {
            channels.put(id, newChannel(id));
        }
    }

    List<String> ids() {
        return List.copyOf(ids);
    }

    List<String> others(String id) {
        return ids.stream().filter(other -> !other.equals(id)).toList();
    }

    /** One more node, which is configured with all; it waits to be added. */
    void startGuest(String id) throws Exception {
        ports.addAll(FreePorts.find(PORTS));
        ids.add(id);
        channels.put(id, newChannel(id));
        startAside(id);
    }

    /** Starts a node that may have to wait for its part in the cluster. */
    void startAside(String id) {
        Thread starter = new Thread(() -> {
            try {
                Node node = launch(id);
                running.put(id, node);
            } catch (StartException e) {
                faults.add(e.exitCode() + ": " + e.getMessage());
            }
        });
        starters.add(starter);
        starter.start();
    }

    /** A node that does not run is to start elsewhere; whoever starts from now on is configured so. */
    void move(String id) {
        int first = PORTS * ids.indexOf(id);
        List<Integer> fresh = FreePorts.find(PORTS);
        for (int i = 0; i < PORTS; i++) {
            ports.set(first + i, fresh.get(i));
        }
        ManagedChannel former = channels.put(id, newChannel(id));
        if (former != null) {
            former.shutdownNow();
        }
    }

    /** Stops a node, and takes its disk away. */
    void wipe(String id) throws IOException {
        stop(id);
        try (Stream<Path> files = Files.walk(directory.resolve(id))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    AddMemberRequest asMember(String id) {
        int first = PORTS * ids.indexOf(id);
        return AddMemberRequest.newBuilder()
                .setNodeId(id)
                .setGrpcAddress("127.0.0.1:" + ports.get(first))
                .setPeerAddress("127.0.0.1:" + ports.get(first + 1))
                .setRaftAddress("127.0.0.1:" + ports.get(first + 2))
                .setHttpAddress("127.0.0.1:" + ports.get(first + 3))
                .build();
    }

    AdminServiceGrpc.AdminServiceBlockingStub admin(String id) {
        return AdminServiceGrpc.newBlockingStub(channel(id)).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private ManagedChannel newChannel(String id) {
        return NettyChannelBuilder.forAddress("127.0.0.1", ports.get(PORTS * ids.indexOf(id)))
                .usePlaintext()
                .build();
    }

    /** They wait for one another: a cluster begins when all its members have met. */
    private void startTogether() throws Exception {
        ExecutorService starters = Executors.newFixedThreadPool(ids.size());
        try {
            List<Callable<Node>> starts =
                    ids.stream().map(id -> (Callable<Node>) () -> launch(id)).toList();
            List<Future<Node>> started = starters.invokeAll(starts);
            for (int i = 0; i < ids.size(); i++) {
                running.put(ids.get(i), started.get(i).get());
            }
        } finally {
            starters.shutdownNow();
        }
    }

    void start(String id) throws StartException {
        running.put(id, launch(id));
    }

    private Node launch(String id) throws StartException {
        return Node.start(config(id), (kind, what, cause) -> faults.add(what), parts.apply(id));
    }

    NodeConfig config(String id) {
        try {
            return NodeConfigLoader.parse(yaml(id), Map.of());
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
    }

    void stop(String id) {
        Node node = running.remove(id);
        if (node != null) {
            node.stop();
        }
    }

    /** What nodes said they cannot go on for. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    StatusResponse status(String id) {
        return AdminServiceGrpc.newBlockingStub(channel(id))
                .withDeadlineAfter(5, TimeUnit.SECONDS)
                .status(StatusRequest.getDefaultInstance());
    }

    DiscoveryServiceGrpc.DiscoveryServiceBlockingStub discovery(String id) {
        return DiscoveryServiceGrpc.newBlockingStub(channel(id)).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    RegistrationServiceGrpc.RegistrationServiceBlockingStub registration(String id) {
        return RegistrationServiceGrpc.newBlockingStub(channel(id)).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    ManagedChannel channel(String id) {
        ManagedChannel channel = channels.get(id);
        if (channel == null) {
            throw new IllegalArgumentException("id: " + id + " (expected: one of " + ids + ')');
        }
        return channel;
    }

    /** The beginning of a node's URLs. */
    String http(String id) {
        return "http://127.0.0.1:" + ports.get(PORTS * ids.indexOf(id) + 3);
    }

    /** What a node answers by HTTP. */
    List<String> routes(String id) throws ReflectiveOperationException {
        return ((Optional<?>) read(node(id), "http"))
                .map(HttpServer.class::cast)
                .orElseThrow()
                .routes();
    }

    /** Changes one number in the memory of a node, as a flipped bit would: the id of the next lease it grants. */
    void damage(String id, long by) throws ReflectiveOperationException {
        RaftServer.Division division = (RaftServer.Division) read(read(node(id), "raft"), "division");
        Object leases = read(read(division.getStateMachine(), "state"), "leases");
        Field nextId = leases.getClass().getDeclaredField("nextId");
        nextId.setAccessible(true);
        nextId.setLong(leases, nextId.getLong(leases) + by);
    }

    private Node node(String id) {
        Node node = running.get(id);
        if (node == null) {
            throw new IllegalArgumentException("id: " + id + " (expected: one of " + running.keySet() + ')');
        }
        return node;
    }

    private static Object read(Object of, String name) throws ReflectiveOperationException {
        Field field = of.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }

    @Override
    public void close() throws Exception {
        for (Thread starter : starters) {
            starter.interrupt(); // it may still wait
            starter.join();
        }
        channels.values().forEach(ManagedChannel::shutdownNow);
        ids.forEach(this::stop);
    }

    String yaml(String id) {
        StringBuilder yaml = new StringBuilder("cluster:\n  id: " + clusterId + "\n  members:\n");
        for (int i = 0; i < ids.size(); i++) {
            int first = PORTS * i;
            yaml.append("    - {id: %s, grpc: \"127.0.0.1:%d\", peer: \"127.0.0.1:%d\", raft: \"127.0.0.1:%d\","
                    .formatted(ids.get(i), ports.get(first), ports.get(first + 1), ports.get(first + 2)));
            yaml.append(" http: \"127.0.0.1:%d\"}\n".formatted(ports.get(first + 3)));
        }
        return yaml.append("node:\n  id: %s\n  data-dir: %s\n".formatted(id, directory.resolve(id)))
                .append(settings)
                .toString();
    }
}
