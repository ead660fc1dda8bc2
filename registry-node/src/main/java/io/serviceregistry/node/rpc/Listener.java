package io.serviceregistry.node.rpc;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import java.net.InetSocketAddress;

/**
 * Where a server listens, and the key that says so.
 *
 * @param key named when the address cannot be had
 */
public record Listener(String key, InetSocketAddress address) {
    /** For the clients of a node. */
    public static Listener forClients(NodeConfig config) {
        return of(config, "grpc", config.self().grpc());
    }

    /** For the other nodes. */
    public static Listener forPeers(NodeConfig config) {
        return of(config, "peer", config.self().peer());
    }

    private static Listener of(NodeConfig config, String name, Address known) {
        int place = config.cluster().members().stream()
                .map(MemberConfig::id)
                .toList()
                .indexOf(config.node().id());
        Address bound = config.bind(known);
        return new Listener(
                "cluster.members[" + place + "]." + name, new InetSocketAddress(bound.host(), bound.port()));
    }
}
