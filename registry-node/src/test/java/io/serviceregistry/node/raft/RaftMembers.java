package io.serviceregistry.node.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The addresses and settings of a group of members on the loopback. */
final class RaftMembers {
    private final Path directory;
    private final List<RaftSettings.Member> all = new ArrayList<>();

    /** Members n1, n2 and so on, each with a directory of its own below the given one. */
    RaftMembers(Path directory, int count) {
        this.directory = directory;
        List<Integer> ports = freePorts(count);
        for (int i = 0; i < count; i++) {
            all.add(new RaftSettings.Member("n" + (i + 1), "127.0.0.1:" + ports.get(i)));
        }
    }

    /** Ports that were free a moment ago. */
    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                ports.add(socket.getLocalPort());
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ports;
    }

    List<RaftSettings.Member> all() {
        return all;
    }

    /** Settings of one of them, in a group that begins with all of them. */
    RaftSettings settings(String nodeId, Duration electionTimeoutMin, Duration electionTimeoutMax) {
        return new RaftSettings(
                "test",
                nodeId,
                all,
                false,
                "127.0.0.1",
                directory.resolve(nodeId),
                electionTimeoutMin,
                electionTimeoutMax,
                Duration.ofSeconds(2),
                100_000,
                64L << 20,
                Duration.ofMinutes(10),
                20_000,
                16L << 20);
    }
}
