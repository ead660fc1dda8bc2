package io.serviceregistry.bench.fault;

import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RegistryException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that writes all the time, one write after another, by the client library with nothing set but the addresses of
 * all nodes. It tells how long it was without an acknowledgement.
 */
final class SteadyWriter implements AutoCloseable {
    private static final int KEYS = 20;
    private static final long THINK_NANOS = Duration.ofMillis(5).toNanos();

    private final RegistryClient client;
    private final String service;
    private final Thread thread = new Thread(this::write, "steady-writer");
    private volatile boolean stopping;
    private long acknowledged;
    private long failed;
    private long lastAckNanos;
    private long lastAckedCallNanos;
    private long longestNanos;

    /** Begins to write. */
    SteadyWriter(String service, List<String> addresses) {
        this.service = service;
        this.client =
                RegistryClient.builder().addresses(addresses).name(service).build();
        thread.setDaemon(true);
        thread.start();
    }

    private void write() {
        for (long i = 0; !stopping; i++) {
            long callNanos = System.nanoTime();
            try {
                client.register(
                        InstanceSpec.of(InstanceKey.of(service, "w" + i % KEYS)).withLease(LeasePolicy.withoutTtl()));
                acknowledged(callNanos, System.nanoTime());
            } catch (RegistryException e) {
                failed();
            }
            LockSupport.parkNanos(THINK_NANOS);
        }
    }

    private synchronized void acknowledged(long callNanos, long ackNanos) {
        if (acknowledged > 0) {
            longestNanos = Math.max(longestNanos, ackNanos - lastAckNanos);
        }
        acknowledged++;
        lastAckNanos = ackNanos;
        lastAckedCallNanos = callNanos;
    }

    private synchronized void failed() {
        failed++;
    }

    /** From now on gaps count: the one that is open does from its beginning. */
    synchronized void beginToMeasure() {
        longestNanos = 0;
    }

    /** The longest time between two acknowledged writes that ended since measuring began, in nanoseconds. */
    synchronized long longestNanos() {
        return longestNanos;
    }

    /** When the acknowledged write that was called last was called. */
    synchronized long lastAckedCallNanos() {
        return lastAckedCallNanos;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    /** How many writes the library gave up. */
    synchronized long failures() {
        return failed;
    }

    @Override
    public void close() {
        stopping = true;
        client.close();
    }
}
