package io.serviceregistry.bench.load;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The moment that a caller waits after a failure. Refusals come fast and would be all that is measured, and some come before
 * the call has even returned: going on at once would be a recursion.
 */
final class Pauses implements AutoCloseable {
    private static final long PAUSE_MILLIS = 20;

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(BackgroundThreads.named("load-pauses"));

    void after(Runnable goOn) {
        var unused = timer.schedule(goOn, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
