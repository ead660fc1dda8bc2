package io.serviceregistry.node.door;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.MemberConfig;
import io.serviceregistry.node.config.NodeConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Optional;

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

    /** For the clients of a node by HTTP, if it takes any. */
    public static Optional<Listener> forHttp(NodeConfig config) {
        return config.self().httpAddress().map(http -> of(config, "http", http));
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

    /** Starts a server. */
    public interface Start {
        /** Returns once it listens. */
        void run() throws IOException;
    }

    /**
     * Starts a server that listens here.
     *
     * @throws PortInUseException when another process does
     * @throws IOException when the address cannot be had otherwise; the message names the key and the address
     */
    public void listen(Start server) throws PortInUseException, IOException {
        try {
            server.run();
        } catch (IOException e) {
            if (isInUse(e)) {
                throw new PortInUseException(key, address, e);
            }
            throw new IOException(
                    key + ": " + address + " (expected: an address of this machine): " + rootMessage(e), e);
        }
    }

    private static boolean isInUse(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException
                    && String.valueOf(cause.getMessage()).contains("in use")) {
                return true;
            }
        }
        return false;
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
