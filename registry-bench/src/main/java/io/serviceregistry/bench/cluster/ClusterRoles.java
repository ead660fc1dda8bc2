package io.serviceregistry.bench.cluster;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.bench.load.Channels;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.NodeRole;
import io.serviceregistry.proto.v1.StatusRequest;
import io.serviceregistry.proto.v1.StatusResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Who leads and who follows in a cluster that serves, when it was asked.
 *
 * @param nodes in the order of their addresses; one of them leads
 */
public record ClusterRoles(List<Node> nodes) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_NANOS = 50_000_000;

    /** One node: what it calls itself, where it takes calls, and whether it leads. */
    public record Node(String id, String address, boolean leads) {
        /** In one word. */
        public String role() {
            return leads ? "leader" : "follower";
        }
    }

    public ClusterRoles {
        nodes = List.copyOf(nodes);
        long leaders = nodes.stream().filter(Node::leads).count();
        if (leaders != 1) {
            throw new IllegalArgumentException("nodes: " + leaders + " lead (expected: 1)");
        }
    }

    /** Asks every node, again and again until all serve and one of them leads. */
    public static ClusterRoles await(List<String> addresses) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0) {
            List<Node> nodes = new ArrayList<>();
            for (String address : addresses) {
                StatusResponse status = ready(address);
                nodes.add(new Node(
                        status.getHeader().getNodeId(),
                        address,
                        status.getHeader().getRole() == NodeRole.NODE_ROLE_LEADER));
            }
            if (nodes.stream().filter(Node::leads).count() == 1) {
                return new ClusterRoles(nodes);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS); // they were asked one after the other, and hold an election
        }
        throw new IllegalStateException("not one leader within " + PATIENCE + " at " + addresses);
    }

    /** What a node was. */
    public String of(String id) {
        return nodes.stream()
                .filter(node -> node.id().equals(id))
                .map(Node::role)
                .findFirst()
                .orElse("?");
    }

    private static StatusResponse ready(String address) {
        ManagedChannel channel = Channels.to(address).build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                try {
                    channel.resetConnectBackoff();
                    StatusResponse status = AdminServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(1, TimeUnit.SECONDS)
                            .status(StatusRequest.getDefaultInstance());
                    if (status.getReady()) {
                        return status;
                    }
                } catch (StatusRuntimeException e) {
                    // It does not answer yet.
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        } finally {
            channel.shutdownNow();
        }
        throw new IllegalStateException("not ready within " + PATIENCE + ": " + address);
    }
}
