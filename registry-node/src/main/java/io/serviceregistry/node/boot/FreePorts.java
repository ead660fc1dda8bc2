package io.serviceregistry.node.boot;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Ports of 127.0.0.1 at which nobody listens, for servers whose ports must be known before they start.
 *
 * <p>They lie below those that the kernel gives to whoever asks for any: one of these may become the source of some connection
 * at any time between being found free and being listened at, and the node that was to have it ends. A process is given no port
 * twice; another process may take one, as it may take any. Thread-safe.
 */
public final class FreePorts {
    private static final Path RANGE_OF_THE_KERNEL = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int USUAL_BEGIN_OF_RANGE = 32_768;
    private static final int LOWEST = 10_240;
    private static final int ENOUGH = 2_048;

    /** Processes look from different ports on: so many lie between those of one and of the next. */
    private static final int APART = 97;

    private static final Set<Integer> GIVEN = new HashSet<>();

    private FreePorts() {}

    /** So many, each another. */
    public static List<Integer> find(int count) {
        int end = end();
        int port = LOWEST + (int) (ProcessHandle.current().pid() * APART % (end - LOWEST));
        List<Integer> found = new ArrayList<>();
        synchronized (GIVEN) {
            for (int looked = 0; looked < end - LOWEST && found.size() < count; looked++) {
                port = port + 1 == end ? LOWEST : port + 1;
                if (!GIVEN.contains(port) && isFree(port)) {
                    GIVEN.add(port);
                    found.add(port);
                }
            }
        }
        if (found.size() < count) {
            throw new IllegalStateException("no " + count + " free ports from " + LOWEST + " to " + (end - 1));
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

    /** Where the kernel's own begin; where it gives out nearly all ports, there is no better than any. */
    private static int end() {
        int begin = USUAL_BEGIN_OF_RANGE;
        // A file of this kind is there for a single read: one that looks at a byte first gets no more.
        try (BufferedReader range = Files.newBufferedReader(RANGE_OF_THE_KERNEL)) {
            begin = Integer.parseInt(String.valueOf(range.readLine()).split("\\s+")[0]);
        } catch (IOException | NumberFormatException e) {
            // not Linux, or not told
        }
        return begin < LOWEST + ENOUGH ? 1 << 16 : begin;
    }
}
