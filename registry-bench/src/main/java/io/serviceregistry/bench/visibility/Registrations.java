package io.serviceregistry.bench.visibility;

import io.serviceregistry.bench.cluster.ClusterRoles.Node;
import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.Schedule;
import io.serviceregistry.bench.load.Underway;
import io.serviceregistry.proto.v1.Consistency;
import io.serviceregistry.proto.v1.RegisterRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The phase of registrations: one after the other is sent when it is due, whatever became of those before, each to the next node; in the
 * middle between two of them, an echo. At the acknowledgement a follower is asked for the instance, which it must know.
 *
 * <p>All times count from the moment a registration is sent; how late that is, is a figure of its own.
 */
final class Registrations {
    /** Far longer than a run: nothing that is registered here lapses. */
    private static final Duration TTL = Duration.ofMinutes(10);

    private static final Duration REMOVE_AFTER = Duration.ZERO;

    private static final long LOOK_AGAIN_MICROS = 500;
    private static final long GIVE_UP_NANOS = Duration.ofSeconds(20).toNanos();

    private final Asking asking;
    private final VisibilityPlan plan;
    private final Sightings joined;
    private final Findings findings;
    private final ScheduledExecutorService timer;
    private final Underway underway = new Underway();
    private final List<Integer> followers = new ArrayList<>();

    private final Latency late = new Latency("sent, after it was due");
    private final Latency echoed = new Latency("control: a bare echo of the same bytes");
    private final Latency byLeader = new Latency("acknowledged, asked of the leader");
    private final Latency byFollower = new Latency("acknowledged, asked of a follower");
    private final Latency read =
            new Latency("shown by a linearizable read on a follower, begun at the acknowledgement");
    private final Latency readAlone = new Latency("  that read by itself");
    private final List<Latency> local = new ArrayList<>();

    Registrations(
            Asking asking, VisibilityPlan plan, Sightings joined, Findings findings, ScheduledExecutorService timer) {
        this.asking = asking;
        this.plan = plan;
        this.joined = joined;
        this.findings = findings;
        this.timer = timer;
        for (int i = 0; i < asking.nodes().size(); i++) {
            Node node = asking.nodes().get(i);
            if (!node.leads()) {
                followers.add(i);
                local.add(new Latency("shown by local reads on " + node.id() + ", a follower"));
            }
        }
    }

    /** Makes all calls and returns when the last has ended; blocks. */
    void run(Echo echo) {
        Schedule schedule = new Schedule(System.nanoTime(), 2 * plan.callsPerSecond());
        for (long turn = 0; turn < 2 * plan.calls(); turn++) {
            long due = schedule.dueNanos(turn);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            long number = turn / 2;
            boolean counts = number >= plan.warmUpCalls();
            RegisterRequest request = asking.registration(name(number), TTL, REMOVE_AFTER);
            if (turn % 2 == 0) {
                register(number, request, due, counts);
            } else {
                echo(echo, request, counts);
            }
        }
        underway.awaitNone();
    }

    private static InstanceNames.Name name(long number) {
        return new InstanceNames.Name("visible-" + number / InstanceNames.PER_SERVICE, "i-" + number, number);
    }

    private void echo(Echo echo, RegisterRequest request, boolean counts) {
        underway.began();
        long sent = System.nanoTime();
        echo.call(
                request,
                () -> {
                    took(echoed, System.nanoTime() - sent, counts);
                    underway.ended();
                },
                this::failed);
    }

    private void register(long number, RegisterRequest request, long dueNanos, boolean counts) {
        InstanceNames.Name name = name(number);
        int node = (int) (number % asking.nodes().size());
        Latency acknowledged = asking.nodes().get(node).leads() ? byLeader : byFollower;
        underway.began();
        long sent = System.nanoTime();
        took(late, sent - dueNanos, counts);
        joined.expect(name.id(), sent, counts);
        asking.register(
                node,
                request,
                () -> {
                    took(acknowledged, System.nanoTime() - sent, counts);
                    read(name, sent, counts);
                },
                reason -> {
                    joined.forget(name.id());
                    failed(reason);
                });
        if (number % plan.pollEvery() == 0) {
            for (int i = 0; i < followers.size(); i++) {
                underway.began();
                look(i, name, sent, counts);
            }
        }
    }

    private void read(InstanceNames.Name name, long sentNanos, boolean counts) {
        if (followers.isEmpty()) {
            underway.ended();
            return;
        }
        int follower = followers.get((int) (name.number() % followers.size()));
        long began = System.nanoTime();
        asking.find(
                follower,
                name,
                Consistency.CONSISTENCY_LINEARIZABLE,
                found -> {
                    long now = System.nanoTime();
                    took(read, now - sentNanos, counts);
                    took(readAlone, now - began, counts);
                    if (!found) {
                        findings.violated(
                                "Linearizable",
                                "a read on " + asking.nodes().get(follower).id() + " was begun when " + name.id()
                                        + " was acknowledged, and did not show it");
                    }
                    underway.ended();
                },
                this::failed);
    }

    /** Looks for it in what a follower has, and again a moment later. */
    private void look(int follower, InstanceNames.Name name, long sentNanos, boolean counts) {
        asking.find(
                followers.get(follower),
                name,
                Consistency.CONSISTENCY_LOCAL,
                found -> {
                    long nanos = System.nanoTime() - sentNanos;
                    if (found) {
                        took(local.get(follower), nanos, counts);
                        underway.ended();
                    } else if (nanos > GIVE_UP_NANOS) {
                        failed("NOT_SHOWN_BY_LOCAL_READS");
                    } else {
                        var unused = timer.schedule(
                                () -> look(follower, name, sentNanos, counts),
                                LOOK_AGAIN_MICROS,
                                TimeUnit.MICROSECONDS);
                    }
                },
                this::failed);
    }

    private static void took(Latency latency, long nanos, boolean counts) {
        if (counts) {
            latency.took(nanos);
        }
    }

    private void failed(String reason) {
        findings.failed(reason);
        underway.ended();
    }

    /** What was measured, roughly in the order in which it happens, with the times of the watches among it. */
    List<Latency> latencies(List<Latency> told) {
        List<Latency> all = new ArrayList<>(List.of(echoed, late, byLeader, byFollower));
        all.addAll(told);
        all.addAll(List.of(read, readAlone));
        all.addAll(local);
        return all;
    }
}
