package io.serviceregistry.node.rpc;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.membership.Standing;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.proto.peer.v1.IntroduceRequest;
import io.serviceregistry.proto.peer.v1.InviteRequest;
import io.serviceregistry.proto.peer.v1.MembershipServiceGrpc;
import io.serviceregistry.proto.peer.v1.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Nodes that are asked who they are, over gRPC. Thread-safe, never blocks. */
public final class MembershipGrpcClient implements AutoCloseable {
    private final Origin origin;
    private final Map<String, PeerLink> links = new TreeMap<>();

    /** Knows the given nodes by their peer addresses; connects with the first call. */
    public MembershipGrpcClient(String clusterId, String nodeId, Map<String, Address> nodes, Clock clock) {
        this.origin =
                Origin.newBuilder().setClusterId(clusterId).setNodeId(nodeId).build();
        nodes.forEach((node, address) -> links.put(node, new PeerLink(address, clock)));
    }

    /** Asks a node who it is; completes exceptionally when it does not answer in time. */
    public CompletableFuture<Standing> introduce(String nodeId, Duration timeout) {
        return link(nodeId)
                .call(
                        MembershipServiceGrpc.getIntroduceMethod(),
                        IntroduceRequest.newBuilder().setOrigin(origin).build(),
                        timeout)
                .thenApply(response -> {
                    Standing standing = StandingMapper.fromSchema(response.getStanding());
                    if (!standing.nodeId().equals(nodeId)) {
                        throw new IllegalStateException(
                                "at the peer address of " + nodeId + " answers " + standing.nodeId());
                    }
                    return standing;
                });
    }

    /** Asks who is there, whichever node it is; completes exceptionally when nobody of the cluster answers in time. */
    public CompletableFuture<Standing> whoever(String nodeId, Duration timeout) {
        return link(nodeId)
                .call(
                        MembershipServiceGrpc.getIntroduceMethod(),
                        IntroduceRequest.newBuilder().setOrigin(origin).build(),
                        timeout)
                .thenApply(response -> StandingMapper.fromSchema(response.getStanding()));
    }

    /** Asks a node who votes; empty unless it leads. Completes exceptionally when it does not answer in time. */
    public CompletableFuture<List<String>> voters(String nodeId, Duration timeout) {
        return link(nodeId)
                .call(
                        MembershipServiceGrpc.getIntroduceMethod(),
                        IntroduceRequest.newBuilder().setOrigin(origin).build(),
                        timeout)
                .thenApply(response -> List.copyOf(response.getVotersList()));
    }

    /** Asks a node for the highest feature level that it understands; completes exceptionally when it does not answer in time. */
    public CompletableFuture<Integer> supportedLevel(String nodeId, Duration timeout) {
        return link(nodeId)
                .call(
                        MembershipServiceGrpc.getIntroduceMethod(),
                        IntroduceRequest.newBuilder().setOrigin(origin).build(),
                        timeout)
                .thenApply(response -> NodeStatusMapper.levelOf(response.getSupportedFeatureLevel()));
    }

    /**
     * Invites a node that is new.
     *
     * @return completes when it has accepted, and remembers so
     */
    public CompletableFuture<Void> invite(
            String nodeId, String incarnation, Map<String, String> founders, Duration timeout) {
        InviteRequest request = InviteRequest.newBuilder()
                .setOrigin(origin)
                .setIncarnation(incarnation)
                .putAllFounders(founders)
                .build();
        return link(nodeId)
                .call(MembershipServiceGrpc.getInviteMethod(), request, timeout)
                .thenApply(response -> null);
    }

    private PeerLink link(String nodeId) {
        PeerLink link = links.get(nodeId);
        if (link == null) {
            throw new IllegalArgumentException("nodeId: " + nodeId + " (expected: one of " + links.keySet() + ')');
        }
        return link;
    }

    @Override
    public void close() {
        links.values().forEach(PeerLink::close);
    }
}
