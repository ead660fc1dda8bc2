package io.serviceregistry.node.boot;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a node beside those of its libraries. All daemons: the process ends when the node says so.
 *
 * @param timer deadlines and periodic looks; runs short tasks only
 * @param renewal the tick of the renewals
 * @param completions where answers are made out of results
 * @param snapshot writes one snapshot at a time
 */
record NodeThreads(
        ScheduledThreadPoolExecutor timer,
        ScheduledThreadPoolExecutor renewal,
        ExecutorService completions,
        ExecutorService snapshot) {
    private static final int COMPLETION_THREADS =
            Math.max(2, Runtime.getRuntime().availableProcessors());

    static NodeThreads create(String nodeId) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named(nodeId + "-timer"));
        timer.setRemoveOnCancelPolicy(true); // a deadline is set for each call, and nearly all are cancelled
        return new NodeThreads(
                timer,
                new ScheduledThreadPoolExecutor(1, named(nodeId + "-renewal")),
                new ThreadPoolExecutor(
                        COMPLETION_THREADS,
                        COMPLETION_THREADS,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(), // bounded by the calls under way
                        named(nodeId + "-completion")),
                Executors.newSingleThreadExecutor(named(nodeId + "-snapshot")));
    }

    static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + '-' + count.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }

    void shutdownNow() {
        timer.shutdownNow();
        renewal.shutdownNow();
        completions.shutdownNow();
        snapshot.shutdownNow();
    }
}
