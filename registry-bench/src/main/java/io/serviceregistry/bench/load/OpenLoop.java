package io.serviceregistry.bench.load;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * An open loop: calls are due at a fixed rate, whether or not the earlier ones were answered, as the calls of many
 * independent users are. Latency counts from the moment a call was due, not from when a caller was free to make it: a system
 * that stalls for a second is charged that second for every call due in it (no coordinated omission).
 *
 * <p>A call counts when it was due within the measure. One that is due while every caller has a call under way waits for the
 * first that becomes free, and its wait counts; calls due within the run are made even when that takes longer than the run,
 * and then the rate is that of the longer time.
 */
public final class OpenLoop {
    private static final long LOOK_AGAIN_NANOS = 100_000;

    private final Deque<Caller> free; // guarded by itself, and so is next
    private final Schedule schedule;
    private final long untilNanos;
    private final LongSupplier clock;
    private final Tally tally;
    private final Pauses pauses;
    private final Underway underway = new Underway();
    private long next;

    OpenLoop(List<Caller> callers, Schedule schedule, long untilNanos, Tally tally, LongSupplier clock, Pauses pauses) {
        this.free = new ArrayDeque<>(callers);
        this.schedule = schedule;
        this.untilNanos = untilNanos;
        this.tally = tally;
        this.clock = clock;
        this.pauses = pauses;
    }

    /** Runs the phases at a rate, with at most as many calls under way as there are callers; blocks. */
    public static LoadResult run(List<Caller> callers, double callsPerSecond, Phases phases) {
        long begin = System.nanoTime();
        long until = begin + phases.total().toNanos();
        Tally tally = new Tally(begin + phases.warmUp().toNanos(), until);
        Schedule schedule = new Schedule(begin, callsPerSecond);
        try (Pauses pauses = new Pauses()) {
            OpenLoop loop = new OpenLoop(callers, schedule, until, tally, System::nanoTime, pauses);
            for (long look = loop.makeDueCalls(); look - until < 0; look = loop.makeDueCalls()) {
                LockSupport.parkNanos(look - System.nanoTime());
            }
            loop.underway.awaitNone();
        }
        return tally.result(Math.max(until, System.nanoTime()));
    }

    /** Makes the calls that are due, as far as callers are free, and answers when to look again. */
    long makeDueCalls() {
        while (true) {
            Caller caller;
            long due;
            synchronized (free) {
                due = schedule.dueNanos(next);
                if (due - untilNanos >= 0 || due - clock.getAsLong() > 0) {
                    return due;
                }
                caller = free.poll();
                if (caller == null) {
                    return clock.getAsLong() + LOOK_AGAIN_NANOS; // whoever becomes free makes it sooner
                }
                next++;
            }
            underway.began();
            caller.call(new DueCall(caller, due));
        }
    }

    private final class DueCall implements Caller.Completion {
        private final Caller caller;
        private final long dueNanos;

        DueCall(Caller caller, long dueNanos) {
            this.caller = caller;
            this.dueNanos = dueNanos;
        }

        @Override
        public void succeeded(int items) {
            tally.succeeded(dueNanos, clock.getAsLong() - dueNanos, items);
            ended();
        }

        @Override
        public void failed(String reason) {
            tally.failed(reason);
            pauses.after(this::ended);
        }

        private void ended() {
            synchronized (free) {
                free.add(caller);
            }
            makeDueCalls(); // before it stops being under way: while calls are due, some are under way
            underway.ended();
        }
    }
}
