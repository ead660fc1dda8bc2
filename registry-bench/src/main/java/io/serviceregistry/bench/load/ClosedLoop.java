package io.serviceregistry.bench.load;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A closed loop: every caller asks again as soon as it has its answer, so the number of callers is the number of calls under
 * way, and the rate is what the system gives. A caller whose call failed waits for a moment first.
 *
 * <p>A call counts when it ended within the measure, whenever it began: every moment of the measure then weighs the same.
 */
public final class ClosedLoop {
    private final long untilNanos;
    private final Tally tally;
    private final Underway underway = new Underway();
    private final Pauses pauses = new Pauses();

    private ClosedLoop(long untilNanos, Tally tally) {
        this.untilNanos = untilNanos;
        this.tally = tally;
    }

    /** Runs the callers through the phases and returns when the last call has ended; blocks. */
    public static LoadResult run(List<Caller> callers, Phases phases) {
        long begin = System.nanoTime();
        long until = begin + phases.total().toNanos();
        Tally tally = new Tally(begin + phases.warmUp().toNanos(), until);
        ClosedLoop loop = new ClosedLoop(until, tally);
        try (loop.pauses) {
            for (Caller caller : callers) {
                loop.underway.began();
                loop.new Turns(caller).next();
            }
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            loop.underway.awaitNone();
        }
        return tally.result(until);
    }

    /** One caller, under way from its first call to its last. */
    private final class Turns implements Caller.Completion {
        private final Caller caller;
        private long beganNanos; // handed from call to completion by whatever hands over the answer

        Turns(Caller caller) {
            this.caller = caller;
        }

        void next() {
            long now = System.nanoTime();
            if (now - untilNanos >= 0) {
                underway.ended();
                return;
            }
            beganNanos = now;
            caller.call(this);
        }

        @Override
        public void succeeded(int items) {
            long now = System.nanoTime();
            tally.succeeded(now, now - beganNanos, items);
            next();
        }

        @Override
        public void failed(String reason) {
            tally.failed(reason);
            pauses.after(this::next);
        }
    }
}
