package io.serviceregistry.node.replication;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Bounded queues of writes, one for each class, served in the order of {@link Lane}. Any thread offers, one takes.
 *
 * <p>Serving in order cannot starve a lane for long: what a lane may hold is bounded, and a round takes more than the
 * higher lanes get in a round of normal load. Under overload the lower lanes fill and are shed first, as they should.
 */
final class Lanes {
    private static final class Queued {
        private final Queue<PendingWrite> writes = new ArrayDeque<>();
        private long bytes;
        private long shed;
    }

    private final Map<Lane, Queued> lanes = new EnumMap<>(Lane.class);
    private final LaneLimits limits;
    private final Semaphore work = new Semaphore(0);

    Lanes(LaneLimits limits) {
        this.limits = limits;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new Queued());
        }
    }

    /** Takes a write in, or refuses because its lane is full. */
    boolean offer(PendingWrite write) {
        synchronized (lanes) {
            Queued queued = queue(write.lane());
            if (queued.writes.size() >= limits.commands() || queued.bytes + write.bytes() > limits.bytes()) {
                queued.shed++;
                return false;
            }
            queued.writes.add(write);
            queued.bytes += write.bytes();
        }
        signal();
        return true;
    }

    /**
     * Takes out the next writes, at most so many commands and bytes, but one at least; ended ones are dropped. The taken
     * ones are being attempted from here on: who takes them must bring each attempt to an end.
     */
    List<PendingWrite> take(int maxCommands, long maxBytes) {
        List<PendingWrite> taken = new ArrayList<>();
        long bytes = 0;
        synchronized (lanes) {
            for (Queued queued : lanes.values()) {
                for (PendingWrite next = queued.writes.peek(); next != null; next = queued.writes.peek()) {
                    if (!next.done().isDone()) {
                        if (!taken.isEmpty() && (taken.size() >= maxCommands || bytes + next.bytes() > maxBytes)) {
                            return taken;
                        }
                        if (next.attempt()) {
                            taken.add(next);
                            bytes += next.bytes();
                        }
                    }
                    queued.writes.remove();
                    queued.bytes -= next.bytes();
                }
            }
        }
        return taken;
    }

    /** How many writes wait in a lane. */
    int depth(Lane lane) {
        synchronized (lanes) {
            return queue(lane).writes.size();
        }
    }

    /** How many writes a lane has refused because it was full. */
    long shed(Lane lane) {
        synchronized (lanes) {
            return queue(lane).shed;
        }
    }

    /** Wakes the thread that takes: something may have become possible. */
    void signal() {
        if (work.availablePermits() == 0) {
            work.release();
        }
    }

    /** Waits until something was offered or signalled, or the time is over. */
    void awaitSignal(long nanos) throws InterruptedException {
        if (work.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
            work.drainPermits();
        }
    }

    private Queued queue(Lane lane) {
        Queued queued = lanes.get(lane);
        if (queued == null) {
            throw new IllegalStateException("no queue for " + lane);
        }
        return queued;
    }
}
