package io.serviceregistry.cli.testkit;

import io.serviceregistry.cli.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting moves this clock and hardly takes time: a hundredth, so that processes get their turn. */
public final class ManualClock implements Clock {
    private long nanos;

    @Override
    public synchronized long monotonicNanos() {
        return nanos;
    }

    @Override
    public synchronized void pause(Duration duration) {
        nanos += duration.toNanos();
        LockSupport.parkNanos(duration.toNanos() / 5);
    }
}
