package io.serviceregistry.bench.load;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/** Instances that are there before a measure begins, and their leases. */
public final class Population {
    private static final int CALLERS = 128;

    private Population() {}

    /**
     * Registers the first so many instances of the names; blocks, and fails when one of them fails: the names would have a gap.
     *
     * @return the leases, as many as instances
     */
    public static long[] register(Target target, InstanceNames names, int instances) {
        Gathered gathered = new Gathered(instances);
        for (int i = 0; i < Math.min(CALLERS, instances); i++) {
            new Filling(target.registering(i, names, gathered), gathered).next();
        }
        return gathered.await();
    }

    private static final class Gathered implements LongConsumer {
        private final long[] leases;
        private final AtomicInteger claimed = new AtomicInteger();
        private int granted; // guarded by this, as is failure
        private String failure = "";

        Gathered(int instances) {
            this.leases = new long[instances];
        }

        boolean claim() {
            return claimed.getAndIncrement() < leases.length;
        }

        @Override
        public synchronized void accept(long leaseId) {
            leases[granted++] = leaseId;
            if (granted == leases.length) {
                notifyAll();
            }
        }

        synchronized void fail(String reason) {
            failure = reason;
            notifyAll();
        }

        synchronized long[] await() {
            try {
                while (granted < leases.length && failure.isEmpty()) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while registering", e);
            }
            if (granted < leases.length) {
                throw new IllegalStateException("registered " + granted + " of " + leases.length + ": " + failure);
            }
            return Arrays.copyOf(leases, leases.length);
        }
    }

    private record Filling(Caller caller, Gathered gathered) implements Caller.Completion {
        void next() {
            if (gathered.claim()) {
                caller.call(this);
            }
        }

        @Override
        public void succeeded(int items) {
            next();
        }

        @Override
        public void failed(String reason) {
            gathered.fail(reason);
        }
    }
}
