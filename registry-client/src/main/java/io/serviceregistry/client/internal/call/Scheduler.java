package io.serviceregistry.client.internal.call;

/**
 * Port: time and a thread. The real one is a single daemon thread; the simulated one is moved by hand.
 *
 * <p>Tasks run one at a time, in the order they become due. What a task throws is logged and harms no other task. After
 * the scheduler has stopped, tasks are dropped.
 */
public interface Scheduler {

    /** Monotonic time; differences have a meaning, values have none. */
    long nowNanos();

    /** Runs the task soon, after those already waiting. Never runs it before returning. */
    void execute(Runnable task);

    /** Runs the task once so many nanoseconds have passed. */
    void schedule(long delayNanos, Runnable task);
}
