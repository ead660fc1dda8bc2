package io.serviceregistry.cli.time;

import java.time.Duration;

/** The machine's clock. */
public final class SystemClock implements Clock {
    @Override
    public long monotonicNanos() {
        return System.nanoTime();
    }

    @Override
    public void pause(Duration duration) throws InterruptedException {
        Thread.sleep(duration.toMillis(), 0);
    }
}
