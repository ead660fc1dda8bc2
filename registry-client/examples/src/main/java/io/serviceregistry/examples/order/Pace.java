package io.serviceregistry.examples.order;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Does one thing at a rate and another each second, on one thread, until it is stopped. Neither may block. */
final class Pace {

    private static final int MAX_RATE = 1000; // a second; each order in flight costs memory until its deadline

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    Pace(int rate, Runnable atRate, Runnable eachSecond) {
        if (rate < 1 || rate > MAX_RATE) {
            throw new IllegalArgumentException("rate: " + rate + " (expected: 1.." + MAX_RATE + ')');
        }
        long second = TimeUnit.SECONDS.toNanos(1);
        var unusedOrders = timer.scheduleAtFixedRate(atRate, second / rate, second / rate, TimeUnit.NANOSECONDS);
        var unusedLines = timer.scheduleAtFixedRate(eachSecond, second, second, TimeUnit.NANOSECONDS);
    }

    void stop() {
        timer.shutdownNow();
    }
}
