package io.serviceregistry.node.rpc;

import io.grpc.MethodDescriptor;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.replication.Peers;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.PeerStatuses;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.proto.peer.v1.CurrentTermRequest;
import io.serviceregistry.proto.peer.v1.CurrentTermResponse;
import io.serviceregistry.proto.peer.v1.ForwardRequest;
import io.serviceregistry.proto.peer.v1.Origin;
import io.serviceregistry.proto.peer.v1.PeerServiceGrpc;
import io.serviceregistry.proto.peer.v1.PeerStatusRequest;
import io.serviceregistry.proto.peer.v1.ReadIndexRequest;
import io.serviceregistry.proto.peer.v1.StateDigestRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * The other nodes, over gRPC. Thread-safe, never blocks; answers complete on the threads of the network, so whoever has
 * more to do with them than hand them over does it elsewhere.
 */
public final class PeerGrpcClient implements Peers, PeerStatuses, AutoCloseable {
    private final Origin origin;
    private final Map<String, PeerLink> links = new HashMap<>();

    /** Knows the given nodes by their peer addresses; connects with the first call. */
    public PeerGrpcClient(String clusterId, String nodeId, Map<String, Address> others, Clock clock) {
        this.origin =
                Origin.newBuilder().setClusterId(clusterId).setNodeId(nodeId).build();
        others.forEach((other, address) -> links.put(other, new PeerLink(address, clock)));
    }

    /** Knows the other members that a configuration names. */
    public static PeerGrpcClient of(NodeConfig config, Clock clock) {
        Map<String, Address> others = new HashMap<>();
        for (MemberConfig member : config.cluster().members()) {
            if (!member.id().equals(config.node().id())) {
                others.put(member.id(), member.peer());
            }
        }
        return new PeerGrpcClient(config.cluster().id(), config.node().id(), others, clock);
    }

    @Override
    public CompletableFuture<List<ForwardedOutcome>> forward(
            String nodeId, List<ForwardedCommand> commands, Duration timeout) {
        ForwardRequest.Builder request = ForwardRequest.newBuilder().setOrigin(origin);
        commands.forEach(command -> request.addCommands(PeerMapper.toSchema(command)));
        return call(nodeId, PeerServiceGrpc.getForwardMethod(), request.build(), timeout)
                .thenApply(response -> response.getOutcomesList().stream()
                        .map(PeerMapper::fromSchema)
                        .toList());
    }

    @Override
    public CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout) {
        ReadIndexRequest request =
                ReadIndexRequest.newBuilder().setOrigin(origin).setTerm(term).build();
        return call(nodeId, PeerServiceGrpc.getReadIndexMethod(), request, timeout)
                .thenApply(PeerMapper::fromSchema);
    }

    @Override
    public CompletableFuture<Long> currentTerm(String nodeId, Duration timeout) {
        CurrentTermRequest request =
                CurrentTermRequest.newBuilder().setOrigin(origin).build();
        return call(nodeId, PeerServiceGrpc.getCurrentTermMethod(), request, timeout)
                .thenApply(CurrentTermResponse::getTerm);
    }

    @Override
    public CompletableFuture<OptionalLong> stateDigest(String nodeId, long logIndex, Duration timeout) {
        StateDigestRequest request = StateDigestRequest.newBuilder()
                .setOrigin(origin)
                .setLogIndex(logIndex)
                .build();
        return call(nodeId, PeerServiceGrpc.getStateDigestMethod(), request, timeout)
                .thenApply(response ->
                        response.hasDigest() ? OptionalLong.of(response.getDigest()) : OptionalLong.empty());
    }

    @Override
    public CompletableFuture<NodeStatus> statusOf(String nodeId, Duration timeout) {
        PeerStatusRequest request =
                PeerStatusRequest.newBuilder().setOrigin(origin).build();
        return call(nodeId, PeerServiceGrpc.getPeerStatusMethod(), request, timeout)
                .thenApply(response -> NodeStatusMapper.fromSchema(response.getStatus()));
    }

    @Override
    public void close() {
        links.values().forEach(PeerLink::close);
    }

    private <Q, R> CompletableFuture<R> call(
            String nodeId, MethodDescriptor<Q, R> method, Q request, Duration timeout) {
        PeerLink link = links.get(nodeId);
        return link == null
                ? CompletableFuture.failedFuture(new IllegalArgumentException(
                        "nodeId: " + nodeId + " (expected: one of " + links.keySet() + ')'))
                : link.call(method, request, timeout);
    }
}
