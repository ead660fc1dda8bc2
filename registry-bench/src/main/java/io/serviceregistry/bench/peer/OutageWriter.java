package io.serviceregistry.bench.peer;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One writer who makes a write after the other, and each again on the next node until it works: whoever depends on a
 * registry notices an outage like this. Its thread runs from the construction until {@link #close}.
 */
final class OutageWriter implements AutoCloseable {
    /** Above a write's time on a busy machine; a node that sits on a write costs the outage no more than this. */
    private static final Duration ATTEMPT = Duration.ofMillis(300);

    private static final long PAUSE_NANOS = 10_000_000;

    private final Contender contender;
    private final List<ManagedChannel> channels;
    private final List<Long> workedNanos = new ArrayList<>(); // guarded by itself
    private final Thread thread;
    private volatile boolean closed;

    /** A writer whose first write has a number and begins at a node. */
    OutageWriter(Contender contender, long firstNumber, int firstNode) {
        this.contender = contender;
        this.channels = contender.addresses().stream().map(Probe::channel).toList();
        this.thread = new Thread(() -> write(firstNumber, firstNode), "outage-writer");
        thread.start();
    }

    /** When writes worked, in monotonic time, ascending. */
    List<Long> workedNanos() {
        synchronized (workedNanos) {
            return List.copyOf(workedNanos);
        }
    }

    private void write(long firstNumber, int firstNode) {
        long number = firstNumber;
        int node = firstNode;
        while (!closed) {
            ManagedChannel channel = channels.get(node % channels.size());
            try {
                if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
                    channel.resetConnectBackoff();
                }
                contender.write(channel, number, ATTEMPT);
                synchronized (workedNanos) {
                    workedNanos.add(System.nanoTime());
                }
                number++;
            } catch (StatusRuntimeException e) {
                node++;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Gives up the write that is under way; any number of times. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
