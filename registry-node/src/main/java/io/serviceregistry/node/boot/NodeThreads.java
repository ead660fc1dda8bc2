package io.serviceregistry.node.boot;

import io.serviceregistry.node.fault.FaultHandler;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
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
 * @param rpc where calls of clients begin
 * @param watchMarks keeps the watches in order; one thread
 * @param watchFanout sends them what they wait for
 * @param snapshot writes one snapshot at a time
 * @param disk does what may block for as long as the disk does
 * @param pages makes what scrapers ask for, one page at a time; refuses what it has no room for
 * @param backups each writes one backup, for as long as its caller reads; refuses a third
 * @param watchdog looks after the Raft member; nothing else, so that nothing else can hold it up
 */
record NodeThreads(
        ScheduledThreadPoolExecutor timer,
        ScheduledThreadPoolExecutor renewal,
        ExecutorService completions,
        ExecutorService rpc,
        ExecutorService watchMarks,
        ExecutorService watchFanout,
        ExecutorService snapshot,
        ExecutorService disk,
        ExecutorService pages,
        ExecutorService backups,
        ScheduledThreadPoolExecutor watchdog) {
    /** More scrapers than any cluster needs; each gets its answer before its next scrape, or none. */
    private static final int MAX_WAITING_PAGES = 16;

    /** One that hangs must not keep the operator from another. */
    private static final int MAX_BACKUPS = 2;

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /** Starts none yet; what fails unseen on a scheduled one is a fault. */
    static NodeThreads create(String nodeId, FaultHandler faults) {
        ScheduledThreadPoolExecutor timer = scheduler(nodeId + "-timer", faults);
        timer.setRemoveOnCancelPolicy(true); // a deadline is set for each call, and nearly all are cancelled
        return new NodeThreads(
                timer,
                scheduler(nodeId + "-renewal", faults),
                pool(named(nodeId + "-completion")),
                pool(named(nodeId + "-rpc")),
                Executors.newSingleThreadExecutor(named(nodeId + "-watch-marks")),
                pool(named(nodeId + "-watch-fanout")),
                Executors.newSingleThreadExecutor(named(nodeId + "-snapshot")),
                Executors.newSingleThreadExecutor(named(nodeId + "-disk")),
                pages(named(nodeId + "-pages")),
                backups(named(nodeId + "-backup")),
                scheduler(nodeId + "-watchdog", faults));
    }

    private static ScheduledThreadPoolExecutor scheduler(String name, FaultHandler faults) {
        return new GuardedScheduler(name, named(name), faults);
    }

    private static ExecutorService pool(ThreadFactory factory) {
        // The queue is bounded by the calls under way.
        return new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    }

    private static ExecutorService pages(ThreadFactory factory) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING_PAGES), factory);
    }

    private static ExecutorService backups(ThreadFactory factory) {
        return new ThreadPoolExecutor(0, MAX_BACKUPS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
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
        watchdog.shutdownNow();
        timer.shutdownNow();
        renewal.shutdownNow();
        completions.shutdownNow();
        rpc.shutdownNow();
        watchMarks.shutdownNow();
        watchFanout.shutdownNow();
        snapshot.shutdownNow();
        disk.shutdownNow();
        pages.shutdownNow();
        backups.shutdownNow();
    }
}
