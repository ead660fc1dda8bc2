package io.serviceregistry.node.boot;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * One thread for deadlines and periodic duties, on which nothing fails unseen. The library's own scheduler keeps what a task
 * throws in a future that nobody looks at, and a periodic task is simply not run again: a node without its renewals or its
 * ticks would look alive.
 */
final class GuardedScheduler extends ScheduledThreadPoolExecutor {
    private final String name;
    private final FaultHandler faults;

    /** Runs its tasks on one daemon thread of that name. */
    GuardedScheduler(String name, ThreadFactory threads, FaultHandler faults) {
        super(1, threads);
        this.name = name;
        this.faults = faults;
    }

    @Override
    protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
        super.afterExecute(task, thrown);
        Throwable failure = thrown != null ? thrown : failureOf(task);
        // While everything closes, a task may find its next one refused.
        if (failure != null && !(isShutdown() && failure instanceof RejectedExecutionException)) {
            faults.onFault(FaultKind.BROKEN_INVARIANT, "a task of thread " + name + " has failed", failure);
        }
    }

    private static @Nullable Throwable failureOf(Runnable task) {
        if (!(task instanceof Future<?> future) || !future.isDone()) {
            return null; // a periodic one that will run again
        }
        try {
            future.get();
            return null;
        } catch (CancellationException e) {
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the executor stops
            return null;
        }
    }
}
