package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.Address;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.NodeConfigLoader;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.node.time.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cluster of one node inside this JVM, for development and for tests of applications: the real thing, with its log on
 * the disk, on free ports of the loopback address.
 *
 * <pre>{@code
 * try (EmbeddedRegistry registry = EmbeddedRegistry.start();
 *         RegistryClient client = RegistryClient.builder().addresses(registry.address()).build()) {
 *     client.register(InstanceSpec.of("payments", "p1", "http://127.0.0.1:8001"));
 * }
 * }</pre>
 *
 * <p>Thread-safe. A fault ends the node, not the JVM: from then on its calls fail, and {@link #fault()} says why.
 */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration READY_POLL = Duration.ofMillis(10);
    private static final int PORTS = 3;

    /** Between looking for free ports and taking them somebody else may take one: look again. */
    private static final int ATTEMPTS = 5;

    private final Node node;
    private final Address address;
    private final EmbeddedFaults faults;
    private final @Nullable Path temporary;
    private final AtomicBoolean closed = new AtomicBoolean();

    private EmbeddedRegistry(Node node, Address address, EmbeddedFaults faults, @Nullable Path temporary) {
        this.node = node;
        this.address = address;
        this.faults = faults;
        this.temporary = temporary;
    }

    /**
     * Starts one in a temporary directory, which is deleted on close.
     *
     * @throws IllegalStateException when it cannot start; the message says why
     */
    public static EmbeddedRegistry start() {
        try {
            Path directory = Files.createTempDirectory("embedded-registry-");
            return start(directory, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts one that keeps its data in a directory, and finds there what an earlier one left.
     *
     * @throws IllegalStateException when it cannot start; the message says why
     */
    public static EmbeddedRegistry start(Path directory) {
        return start(directory, null);
    }

    private static EmbeddedRegistry start(Path directory, @Nullable Path temporary) {
        StartException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return startOnce(directory, temporary);
            } catch (StartException e) {
                last = e;
                if (e.exitCode() != ExitCode.PORT_BUSY) {
                    break;
                }
            }
        }
        throw new IllegalStateException("the embedded registry cannot start: " + last, last);
    }

    private static EmbeddedRegistry startOnce(Path directory, @Nullable Path temporary) throws StartException {
        NodeConfig config = NodeConfigLoader.parse(yaml(directory, FreePorts.find(PORTS)), Map.of());
        EmbeddedFaults faults = new EmbeddedFaults();
        Node node = Node.start(config, faults);
        faults.onFirst(() -> {
            var unused = node.stop();
        });
        EmbeddedRegistry registry = new EmbeddedRegistry(node, config.self().grpc(), faults, temporary);
        try {
            registry.awaitReady();
        } catch (IllegalStateException e) {
            registry.close();
            throw e;
        }
        return registry;
    }

    /** Its address for clients, "host:port". */
    public String address() {
        return address.toString();
    }

    /** Why it has ended by itself, if it has. */
    public Optional<String> fault() {
        return faults.first();
    }

    /** Stops it. Any number of times. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        node.stop().ifPresent(hanging -> LOG.warn("The embedded registry did not stop in time: {}", hanging));
        if (temporary != null) {
            delete(temporary);
        }
    }

    private void awaitReady() {
        Clock clock = new SystemClock();
        long startNanos = clock.monotonicNanos();
        while (!node.isReady()) {
            if (clock.monotonicNanos() - startNanos > READY_WITHIN.toNanos()
                    || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("the embedded registry is not ready after " + READY_WITHIN
                        + faults.first().map(fault -> ": " + fault).orElse(""));
            }
            LockSupport.parkNanos(READY_POLL.toNanos());
        }
    }

    private static String yaml(Path directory, List<Integer> ports) {
        return """
                cluster:
                  id: embedded
                  members:
                    - {id: n1, grpc: "127.0.0.1:%d", peer: "127.0.0.1:%d", raft: "127.0.0.1:%d"}
                node:
                  id: n1
                  data-dir: "%s"
                raft:
                  election-timeout-min: 150ms
                  election-timeout-max: 300ms
                stop:
                  drain: 1s
                """.formatted(
                ports.get(0),
                ports.get(1),
                ports.get(2),
                directory.toAbsolutePath().toString().replace("\\", "\\\\").replace("\"", "\\\""));
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("The temporary directory {} was not deleted", directory, e);
        }
    }
}
