package io.serviceregistry.node.membership;

import java.util.Comparator;

/**
 * Where a node is called, each "host:port".
 *
 * @param http empty when it has no such door
 */
public record NodeAddresses(String grpc, String peer, String raft, String http) implements Comparable<NodeAddresses> {
    private static final Comparator<NodeAddresses> ORDER = Comparator.comparing(NodeAddresses::grpc)
            .thenComparing(NodeAddresses::peer)
            .thenComparing(NodeAddresses::raft)
            .thenComparing(NodeAddresses::http);

    /** Any order, the same everywhere. */
    @Override
    public int compareTo(NodeAddresses other) {
        return ORDER.compare(this, other);
    }
}
