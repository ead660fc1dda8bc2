package io.serviceregistry.bench.size;

import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.RegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Changes one instance after another at a steady rate, whatever the answers do, and remembers what each change took from when it
 * was due. Its own thread writes until it is closed.
 */
final class SteadyWriter implements AutoCloseable {
    /** A change: when it was due, and how long after that it was acknowledged. */
    record Change(long dueNanos, long tookNanos) {}

    private final RegistryClient client;
    private final long everyNanos;
    private final List<Change> changes = new ArrayList<>(); // guarded by itself, as is failed
    private int failed;
    private volatile boolean closed;
    private final Thread thread = new Thread(this::write, "steady-writer");

    SteadyWriter(RegistryClient client, int perSecond) {
        this.client = client;
        this.everyNanos = 1_000_000_000L / perSecond;
        thread.setDaemon(true);
        thread.start();
    }

    /** Those that were due between two moments. */
    List<Change> between(long fromNanos, long toNanos) {
        synchronized (changes) {
            return changes.stream()
                    .filter(change -> change.dueNanos() - fromNanos >= 0 && change.dueNanos() - toNanos < 0)
                    .toList();
        }
    }

    /** How many were refused or not answered. */
    int failed() {
        synchronized (changes) {
            return failed;
        }
    }

    private void write() {
        InstanceNames names = new InstanceNames(SizeRun.PREFIX);
        long due = System.nanoTime();
        for (int number = 0; !closed; number++, due += everyNanos) {
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long wasDue = due;
            InstanceKey key = InstanceKey.of(names.service(number % SizeRun.WRITTEN_SERVICES), "i-0");
            client.async()
                    .update(InstanceUpdate.of(key).withWeight(1 + number % 1_000))
                    .whenComplete((done, failure) -> ended(wasDue, failure == null));
        }
    }

    private void ended(long dueNanos, boolean acknowledged) {
        long took = System.nanoTime() - dueNanos;
        synchronized (changes) {
            if (acknowledged) {
                changes.add(new Change(dueNanos, took));
            } else {
                failed++;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
