package io.serviceregistry.cli.time;

import java.time.Duration;

/** Elapsed time and waiting, so that a test can do without either. */
public interface Clock {
    /** A monotonic number of nanoseconds, comparable only within this process. */
    long monotonicNanos();

    /**
     * Waits.
     *
     * @throws InterruptedException when the thread is told to stop waiting
     */
    void pause(Duration duration) throws InterruptedException;
}
