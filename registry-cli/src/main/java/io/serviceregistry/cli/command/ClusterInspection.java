package io.serviceregistry.cli.command;

import io.serviceregistry.cli.cluster.ClusterCheck;
import io.serviceregistry.cli.cluster.ClusterReport;
import io.serviceregistry.cli.cluster.NodeProbe;
import io.serviceregistry.cli.cluster.Seat;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.client.Member;
import io.serviceregistry.client.NodeStatus;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The way to the nodes of one cluster for as long as a command looks at them. */
final class ClusterInspection implements AutoCloseable {
    private static final Duration PROBE_LIMIT =
            Duration.ofSeconds(1); // a node says what it knows without asking others

    private final RegistryClient client;
    private final ExecutorService executor;
    private final ClusterCheck check;
    private final Supplier<List<Seat>> seats;

    private ClusterInspection(Session session, List<String> addresses, Supplier<List<Seat>> seats) {
        this.client = session.connectToEach(addresses, PROBE_LIMIT);
        this.executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "probe");
            thread.setDaemon(true);
            return thread;
        });
        this.check = new ClusterCheck(probe(client), executor, session.clock());
        this.seats = seats;
    }

    /** Of the local cluster, whose processes are looked at anew at every look. */
    static ClusterInspection of(Session session, LocalCluster cluster) {
        Supplier<List<Seat>> seats = () -> cluster.processes().stream()
                .map(process -> new Seat(
                        process.node().id(),
                        process.node().grpcAddress(),
                        process.node().httpAddress(),
                        process.node().peerAddress(),
                        process.state(),
                        process.findRestarts().orElse(null)))
                .toList();
        List<String> addresses = seats.get().stream().map(Seat::grpc).toList();
        return new ClusterInspection(session, addresses, seats);
    }

    /** Of any cluster: its members are those that one of these nodes names. */
    static ClusterInspection of(Session session, List<String> addresses) {
        try (RegistryClient client = session.connect(addresses)) {
            List<Seat> seats = client.listMembers().members().stream()
                    .map(ClusterInspection::seat)
                    .toList();
            return new ClusterInspection(session, addresses, () -> seats);
        }
    }

    /** Of nodes that are reached at these addresses, by their ids, whatever they call themselves. */
    static ClusterInspection of(Session session, Map<String, String> addresses) {
        List<Seat> seats = new ArrayList<>();
        addresses.forEach((id, address) -> seats.add(new Seat(id, address, null, "", null, null)));
        return new ClusterInspection(session, List.copyOf(addresses.values()), () -> seats);
    }

    private static Seat seat(Member member) {
        String http = member.httpAddress().isEmpty() ? null : member.httpAddress();
        return new Seat(member.nodeId(), member.grpcAddress(), http, member.peerAddress(), null, null);
    }

    ClusterReport look() {
        return check.look(seats.get());
    }

    ClusterReport compare() {
        return check.compare(seats.get());
    }

    @Override
    public void close() {
        executor.shutdownNow();
        client.close();
    }

    private static NodeProbe probe(RegistryClient client) {
        return address -> {
            if (!isListening(address)) {
                return Optional.empty(); // at once, where the client would go on trying
            }
            try {
                return Optional.of(client.status(address));
            } catch (RegistryException e) {
                return Optional.<NodeStatus>empty();
            }
        };
    }

    private static boolean isListening(String address) {
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, colon).replaceAll("[\\[\\]]", "");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))), (int)
                    PROBE_LIMIT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
