package io.serviceregistry.bench.watch;

import io.grpc.Channel;
import io.grpc.Status;
import io.serviceregistry.proto.v1.WatchRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many watches of the same, and when each of them is told of a change. Used by one thread. */
final class FanOut implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 300;

    private final List<CountedWatch> watches = new ArrayList<>();
    private final CountDownLatch synced;
    private final AtomicLong bytes = new AtomicLong();
    private volatile Round round = new Round(0);

    /** A change on its way to all. */
    private static final class Round {
        private final long[] atNanos;
        private final CountDownLatch left;

        Round(int watches) {
            this.atNanos = new long[watches];
            this.left = new CountDownLatch(watches);
        }
    }

    /** Opens them, spread over the channels, and waits until all have their snapshot. */
    FanOut(List<? extends Channel> channels, WatchRequest request, int count) {
        this.synced = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            int number = i;
            watches.add(CountedWatch.open(channels.get(i % channels.size()), request, new CountedWatch.Reader() {
                @Override
                public void synced() {
                    synced.countDown();
                }

                @Override
                public void changed(int size, long atNanos) {
                    told(number, size, atNanos);
                }

                @Override
                public void ended(Status status) {
                    // Whoever waits for it says so.
                }
            }));
        }
        await(synced, "have a snapshot");
    }

    private void told(int number, int size, long atNanos) {
        bytes.addAndGet(size);
        Round current = round;
        if (number < current.atNanos.length && current.atNanos[number] == 0) {
            current.atNanos[number] = atNanos;
            current.left.countDown();
        }
    }

    /** Makes a change, and waits until all have been told; when each was, in order. */
    long[] change(Runnable change) {
        Round next = new Round(watches.size());
        round = next;
        change.run();
        await(next.left, "were told of a change");
        long[] told = next.atNanos.clone();
        Arrays.sort(told);
        return told;
    }

    /** The bytes of all changes that were told so far. */
    long bytes() {
        return bytes.get();
    }

    private static void await(CountDownLatch latch, String what) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(latch.getCount() + " watches: not all " + what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        watches.forEach(CountedWatch::cancel);
    }
}
