package io.serviceregistry.client.testkit;

import io.serviceregistry.client.internal.call.Scheduler;
import java.time.Duration;
import java.util.PriorityQueue;

/** Time and a thread, both moved by the test. Tasks run in the order they become due, at exactly their time. */
public final class ManualScheduler implements Scheduler {

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long nowNanos;
    private long sequence;

    private record Task(long atNanos, long order, Runnable work) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(atNanos - other.atNanos, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    /** Starts shortly before the monotonic clock wraps around, as it may. */
    public ManualScheduler() {
        this(Long.MAX_VALUE - Duration.ofSeconds(30).toNanos());
    }

    public ManualScheduler(long startNanos) {
        this.nowNanos = startNanos;
    }

    @Override
    public long nowNanos() {
        return nowNanos;
    }

    @Override
    public void execute(Runnable task) {
        schedule(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        tasks.add(new Task(nowNanos + Math.max(0, delayNanos), sequence++, task));
    }

    /** Runs what is due now. */
    public void drain() {
        advance(Duration.ZERO);
    }

    /** Moves time on, running what becomes due on the way. */
    public void advance(Duration time) {
        long target = nowNanos + time.toNanos();
        for (Task next = tasks.peek(); next != null && next.atNanos - target <= 0; next = tasks.peek()) {
            tasks.remove();
            nowNanos = next.atNanos;
            next.work.run();
        }
        nowNanos = target;
    }

    /** The number of tasks that wait. */
    public int waiting() {
        return tasks.size();
    }
}
