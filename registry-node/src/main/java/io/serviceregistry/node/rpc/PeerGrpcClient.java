package io.serviceregistry.node.rpc;

import io.grpc.MethodDescriptor;
import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.Cluster;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.replication.Peers;
import io.serviceregistry.node.replication.SupportedLevels;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes, over gRPC. Thread-safe, never blocks; answers complete on the threads of the network, so whoever has
 * more to do with them than hand them over does it elsewhere.
 */
public final class PeerGrpcClient implements Peers, PeerStatuses, SupportedLevels, AutoCloseable {
    private final Origin origin;
    private final Function<String, Optional<Address>> addresses;
    private final Clock clock;
    private final ConcurrentMap<String, Link> links = new ConcurrentHashMap<>();

    /** Knows nodes by their peer addresses, as they are at a call; connects with the first one. */
    public PeerGrpcClient(String clusterId, String nodeId, Function<String, Optional<Address>> addresses, Clock clock) {
        this.origin =
                Origin.newBuilder().setClusterId(clusterId).setNodeId(nodeId).build();
        this.addresses = addresses;
        this.clock = clock;
    }

    /** Knows the members of a cluster. */
    public static PeerGrpcClient of(Cluster cluster, String nodeId, Clock clock) {
        return new PeerGrpcClient(cluster.id(), nodeId, id -> cluster.find(id).map(MemberConfig::peer), clock);
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
    public CompletableFuture<Integer> supportedLevel(String nodeId, Duration timeout) {
        return statusOf(nodeId, timeout).thenApply(NodeStatus::supportedFeatureLevel);
    }

    @Override
    public void close() {
        links.values().forEach(link -> link.open().close());
    }

    private <Q, R> CompletableFuture<R> call(
            String nodeId, MethodDescriptor<Q, R> method, Q request, Duration timeout) {
        Optional<Address> address = addresses.apply(nodeId);
        return address.isEmpty()
                ? CompletableFuture.failedFuture(
                        new IllegalArgumentException("nodeId: " + nodeId + " (expected: a member)"))
                : link(nodeId, address.get()).call(method, request, timeout);
    }

    /** Nodes call each other many times a second: a link that is there is found without a lock. */
    private PeerLink link(String nodeId, Address address) {
        Link known = links.get(nodeId);
        return known != null && known.address().equals(address)
                ? known.open()
                : links.compute(nodeId, (id, former) -> renewed(former, address))
                        .open();
    }

    private Link renewed(@Nullable Link former, Address address) {
        if (former != null && former.address().equals(address)) {
            return former; // another thread was faster
        }
        if (former != null) {
            former.open().close();
        }
        return new Link(address, new PeerLink(address, clock));
    }

    private record Link(Address address, PeerLink open) {}
}
