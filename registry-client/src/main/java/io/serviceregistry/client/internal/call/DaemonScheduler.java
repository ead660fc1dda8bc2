package io.serviceregistry.client.internal.call;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The real {@link Scheduler}: one daemon thread and the monotonic clock. */
public final class DaemonScheduler implements Scheduler, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DaemonScheduler.class);

    private final ScheduledThreadPoolExecutor executor;

    /** A scheduler whose thread has that name. */
    public DaemonScheduler(String threadName) {
        this.executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long nowNanos() {
        return System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // guarded() lets nothing escape into the future
    public void schedule(long delayNanos, Runnable task) {
        try {
            executor.schedule(() -> guarded(task), delayNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("Dropped a task: the client is closed");
        }
    }

    /** Stops within a second; tasks that wait are dropped. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            executor.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The thread lives inside an application that relies on it: a defect in one task must not end all the others. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("A task of the registry client failed", e);
        }
    }
}
