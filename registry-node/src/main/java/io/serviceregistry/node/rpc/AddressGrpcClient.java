package io.serviceregistry.node.rpc;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.membership.AddressEntry;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.proto.peer.v1.ExchangeAddressesRequest;
import io.serviceregistry.proto.peer.v1.MembershipServiceGrpc;
import io.serviceregistry.proto.peer.v1.Origin;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Nodes that are told where all are, over gRPC, at addresses where there may be one. Thread-safe, never blocks. */
public final class AddressGrpcClient implements AutoCloseable {
    private final Origin origin;
    private final Clock clock;
    private final Map<Address, PeerLink> links = new HashMap<>();
    private boolean closed;

    /** Connects with the first call. */
    public AddressGrpcClient(String clusterId, String nodeId, Clock clock) {
        this.origin =
                Origin.newBuilder().setClusterId(clusterId).setNodeId(nodeId).build();
        this.clock = clock;
    }

    /** Forgets all other addresses than these. */
    public synchronized void keep(Set<Address> addresses) {
        links.entrySet().removeIf(link -> {
            boolean gone = !addresses.contains(link.getKey());
            if (gone) {
                link.getValue().close();
            }
            return gone;
        });
    }

    /**
     * Tells whoever is at an address.
     *
     * @return what that node knows; fails when nobody of this cluster answers in time
     */
    public synchronized CompletableFuture<List<AddressEntry>> exchange(
            Address address, Collection<AddressEntry> entries, Duration timeout) {
        if (closed) {
            return CompletableFuture.failedFuture(new IllegalStateException("the node stops"));
        }
        ExchangeAddressesRequest request = ExchangeAddressesRequest.newBuilder()
                .setOrigin(origin)
                .addAllEntries(AddressMapper.toSchema(entries))
                .build();
        return links.computeIfAbsent(address, to -> new PeerLink(to, clock))
                .call(MembershipServiceGrpc.getExchangeAddressesMethod(), request, timeout)
                .thenApply(response -> AddressMapper.fromSchema(response.getEntriesList()));
    }

    @Override
    public synchronized void close() {
        closed = true;
        links.values().forEach(PeerLink::close);
    }
}
