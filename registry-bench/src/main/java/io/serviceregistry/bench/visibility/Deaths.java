package io.serviceregistry.bench.visibility;

import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.Schedule;
import io.serviceregistry.bench.load.Underway;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The phase of deaths: instances are registered at the steady rate with the shortest TTL there is, and never renewed. Each is the only
 * one of its service, so that no storm governor keeps it.
 *
 * <p>A lease ends a TTL after the moment, between the call and its acknowledgement, at which the leader put it in the log. Times count
 * from a TTL after the call was sent: the earliest that it can end. What the call took is in them.
 */
final class Deaths {
    static final Duration TTL = Duration.ofSeconds(1);

    /** For as long they are shown as lapsed; healthy they are no more. */
    private static final Duration REMOVE_AFTER = Duration.ofSeconds(5);

    private final Asking asking;
    private final VisibilityPlan plan;
    private final Sightings left;
    private final Findings findings;
    private final Underway underway = new Underway();

    Deaths(Asking asking, VisibilityPlan plan, Sightings left, Findings findings) {
        this.asking = asking;
        this.plan = plan;
        this.left = left;
        this.findings = findings;
    }

    /** Registers all of them and returns when the last call has ended, with the last deaths still to come; blocks. */
    void run() {
        Schedule schedule = new Schedule(System.nanoTime(), plan.callsPerSecond());
        for (int i = 0; i < plan.warmUpLapses() + plan.lapses(); i++) {
            long due = schedule.dueNanos(i);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            register(i);
        }
        underway.awaitNone();
    }

    private void register(int number) {
        InstanceNames.Name name = new InstanceNames.Name("dying-" + number, "dying-" + number, number);
        underway.began();
        left.expect(name.id(), System.nanoTime() + TTL.toNanos(), number >= plan.warmUpLapses());
        asking.register(
                number % asking.nodes().size(),
                asking.registration(name, TTL, REMOVE_AFTER),
                underway::ended,
                reason -> {
                    left.forget(name.id());
                    findings.failed(reason);
                    underway.ended();
                });
    }
}
