package io.serviceregistry.client.cluster;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.client.testkit.NamedServer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Makes a call every twenty milliseconds, over one channel, without a retry, and remembers how each went. */
final class CallProbe implements AutoCloseable {
    private static final long PERIOD_MILLIS = 20;

    /**
     * A call.
     *
     * @param startNanos when it began
     * @param answeredBy who answered; empty when nobody did
     * @param failure how it failed, or empty
     */
    record Call(long startNanos, String answeredBy, String failure) {}

    private final ManagedChannel channel;
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService callers = Executors.newScheduledThreadPool(32);

    CallProbe(ManagedChannel channel) {
        this.channel = channel;
        // Not one after the other: a call that hangs is not to hide what becomes of the next.
        var unused =
                timer.scheduleAtFixedRate(() -> callers.execute(this::call), 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The calls that began at this time or later, and have ended. */
    List<Call> since(long nanos) {
        return calls.stream().filter(call -> call.startNanos() - nanos >= 0).toList();
    }

    /** Those of them that failed. */
    List<Call> failuresSince(long nanos) {
        return since(nanos).stream().filter(call -> !call.failure().isEmpty()).toList();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        callers.shutdownNow();
    }

    private void call() {
        long start = System.nanoTime();
        try {
            calls.add(new Call(start, NamedServer.who(channel), ""));
        } catch (StatusRuntimeException e) {
            calls.add(new Call(start, "", e.getStatus().toString()));
        }
    }
}
