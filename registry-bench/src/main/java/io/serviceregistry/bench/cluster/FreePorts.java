package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback address that were free a moment ago, below those that systems by default give to whoever asks for any:
 * there, a connection made before the server starts may take one. None is given twice.
 */
final class FreePorts {
    private static final int LOWEST = 10_240;
    private static final int END = 32_768;
    private static final int ATTEMPTS = 100_000;
    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    static synchronized List<Integer> find(int count) {
        List<Integer> found = ThreadLocalRandom.current()
                .ints(ATTEMPTS, LOWEST, END)
                .filter(port -> !GIVEN.contains(port) && isFree(port) && GIVEN.add(port))
                .limit(count)
                .boxed()
                .toList();
        if (found.size() < count) {
            throw new IllegalStateException("no " + count + " free ports from " + LOWEST + " to " + (END - 1));
        }
        return found;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress("127.0.0.1", port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
