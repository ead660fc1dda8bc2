package io.serviceregistry.bench.load;

import java.time.Duration;

/** How many calls are under way, so that a run can end after them. Thread-safe. */
public final class Underway {
    /** Calls have deadlines that are shorter. */
    private static final Duration BOUND = Duration.ofSeconds(60);

    private int count;

    /** One more is. */
    public synchronized void began() {
        count++;
    }

    /** One is no more. */
    public synchronized void ended() {
        count--;
        if (count == 0) {
            notifyAll();
        }
    }

    synchronized int count() {
        return count;
    }

    /** Returns when none is under way. */
    public synchronized void awaitNone() {
        long deadline = System.nanoTime() + BOUND.toNanos();
        try {
            while (count > 0) {
                long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    throw new IllegalStateException("calls without an answer: " + count);
                }
                wait(leftMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while calls end", e);
        }
    }
}
