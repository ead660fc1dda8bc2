package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.StatusResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * All leases of many services die at once, of one cluster without the storm governor and of one with it. Without, they are gone
 * within two seconds of the time to their removal; with it they are answered, labelled, until its bound, which counts from their
 * lapse, and gone soon after the leader has noticed that holds are over.
 * Those that live are renewed all the while, and none may lapse.
 */
public final class LapseRun {
    private static final int LIVING = 1_000;
    private static final long ALONE = LIVING + 1; // and the probe

    /** With a TTL of so much, and so much more for each thousand, all are registered within it on two busy cores. */
    private static final Duration SHORTEST_TTL = Duration.ofSeconds(10);

    private static final Duration TTL_OF_A_THOUSAND = Duration.ofMillis(800);

    /** So many die before, or as many as will, so that the nodes have compiled what they need for it. */
    private static final int MOST_TO_WARM_UP = 20_000;

    private static final Duration WARM_UP_TTL = Duration.ofSeconds(5);
    private static final Duration HOLD = Duration.ofSeconds(10);
    private static final long SLACK_MILLIS = 2_000;
    private static final long HOLD_ENDED_MILLIS = 2_000; // the leader looks for holds that are over once a second
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final FaultPlan plan;
    private final int leases;
    private final Duration hold;
    private final long stayMillis;
    private final long slackMillis;
    private final String name;
    private final WatchedCluster cluster;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    private final List<Violation> violations = new ArrayList<>();
    private final Map<String, String> counts = new LinkedHashMap<>();
    private int heldAnswers;

    private LapseRun(FaultPlan plan, String name, int leases, Duration hold, Consumer<String> progress) {
        this.plan = plan;
        this.leases = leases;
        this.hold = hold;
        this.stayMillis = hold.isZero() ? DyingLeases.REMOVE_AFTER.toMillis() : hold.toMillis();
        // The lapse may be late, and what follows it.
        this.slackMillis = hold.isZero() ? SLACK_MILLIS : 2 * SLACK_MILLIS + HOLD_ENDED_MILLIS;
        this.name = name;
        this.cluster = new WatchedCluster(plan);
        this.progress = progress;
        this.random = new SplittableRandom(plan.seed());
    }

    /**
     * Runs both; otherwise as {@link FaultRun#run}. The faults of the plan are not used.
     *
     * @param leases how many die, ten of each service
     */
    public static Report run(FaultPlan plan, int leases, Consumer<String> progress) {
        List<Violation> violations = new ArrayList<>();
        Map<String, String> counts = new LinkedHashMap<>();
        for (LapseRun run : List.of(
                new LapseRun(
                        plan.in("ungoverned").withSettings("storm:\n  percent: 100\n"),
                        "without the governor",
                        leases,
                        Duration.ZERO,
                        progress),
                new LapseRun(
                        plan.in("governed").withSettings("storm:\n  max-hold: " + HOLD.toSeconds() + "s\n"),
                        "with the governor",
                        leases,
                        HOLD,
                        progress))) {
            Report report = Stage.clearingUp(run.plan, run.cluster::close, run::report);
            violations.addAll(report.violations());
            report.counts().forEach((what, value) -> counts.put(run.name + ": " + what, value));
        }
        return new Report(violations, List.of(), counts);
    }

    private Report report() {
        progress.accept(name + ": starting " + plan.nodes() + " nodes");
        cluster.start();
        List<String> addresses = cluster.cluster().addresses();
        try (LivingLeases living = new LivingLeases(addresses);
                RegistryClient client =
                        RegistryClient.builder().addresses(addresses).build();
                RenewalProbe probe = new RenewalProbe(cluster.calls(), client)) {
            living.register(LIVING, Waiting.PATIENCE);
            progress.accept(name + ": warming up");
            warmUp(addresses);
            progress.accept(name + ": registering " + leases + " leases");
            Duration ttl = SHORTEST_TTL.plus(TTL_OF_A_THOUSAND.multipliedBy(leases / 1_000));
            DyingLeases dying = new DyingLeases(leases, ttl, addresses, plan.seed());
            dying.renewForTheLastTime(cluster.calls().get(0));
            progress.accept(name + ": " + dying.count() + " leases will die within "
                    + (dying.lastDeadMillis() - dying.firstDeadMillis()) + " ms of registry time");
            awaitTime(dying.firstDeadMillis() - SLACK_MILLIS);
            probe.beginToMeasure();
            watchThemGo(dying);
            probe.close();
            violations.addAll(living.violations());
            counts.put("renewals of the living meanwhile", probe.took() + "; others: " + probe.others());
            counts.put(
                    "lapses of " + LIVING + " living leases",
                    Integer.toString(living.violations().size()));
        }
        violations.addAll(cluster.digests().violations());
        return new Report(violations, List.of(), counts);
    }

    private void warmUp(List<String> addresses) {
        DyingLeases unused = new DyingLeases(Math.min(leases, MOST_TO_WARM_UP), WARM_UP_TTL, addresses, plan.seed());
        if (!Waiting.until(this::areAlone)) {
            throw new IllegalStateException("what died to warm up does not go");
        }
    }

    /** True when the living are all that any node has. */
    private boolean areAlone() {
        return known(StatusResponse::getInstances)
                        .filter(count -> count <= ALONE)
                        .count()
                == plan.nodes();
    }

    private void watchThemGo(DyingLeases dying) {
        long boundMillis = dying.lastDeadMillis() + stayMillis;
        boolean[] firstGone = {false};
        boolean gone = Waiting.until(() -> {
            long least = known(StatusResponse::getInstances).min().orElse(Long.MAX_VALUE);
            long timeMillis = registryTimeMillis();
            if (!firstGone[0] && least < dying.count() + ALONE) {
                firstGone[0] = true;
                counts.put(
                        "the first gone after TTL and " + stays(),
                        (timeMillis - dying.firstDeadMillis() - stayMillis) + " ms");
                if (timeMillis < dying.firstDeadMillis() + stayMillis) {
                    violations.add(new Violation("NoEarlyExpiry", "leases are gone before they are due"));
                }
            }
            if (!hold.isZero() && !firstGone[0] && timeMillis > dying.lastDeadMillis() + SLACK_MILLIS) {
                lookAtHeld(dying);
            }
            LockSupport.parkNanos(LOOK_NANOS);
            return areAlone();
        });
        long lateMillis = registryTimeMillis() - boundMillis;
        counts.put("all gone from all nodes after TTL and " + stays(), lateMillis + " ms");
        counts.put("answers looked at while they were held", Integer.toString(heldAnswers));
        if (!gone || lateMillis > slackMillis) {
            violations.add(new Violation(
                    "EventualExpiry", "dead leases stay for " + lateMillis + " ms; bound: " + slackMillis + " ms"));
        }
    }

    private String stays() {
        return hold.isZero() ? "removal" : "hold";
    }

    /** An answer from just before the end of the hold proves nothing: a moment later the first may be gone. */
    private void lookAtHeld(DyingLeases dying) {
        NodeCalls node = cluster.calls().get(random.nextInt(plan.nodes()));
        DiscoverResponse answer = dying.healthyOfOne(node, random);
        boolean stillHeld = answer.getHeader().getRegistryTimeMillis() < dying.firstDeadMillis() + hold.toMillis();
        if (stillHeld) {
            heldAnswers++;
            if (!DyingLeases.isHeldAndLabelled(answer)) {
                violations.add(
                        new Violation("StormGovernor", node.node() + " does not answer what is held: " + answer));
            }
        }
    }

    private void awaitTime(long registryTimeMillis) {
        if (!Waiting.until(() -> registryTimeMillis() >= registryTimeMillis)) {
            throw new IllegalStateException("registry time does not go on");
        }
    }

    private long registryTimeMillis() {
        return known(status -> status.getHeader().getRegistryTimeMillis()).max().orElse(0);
    }

    /** What the nodes said a moment ago; of those that said something. */
    private LongStream known(ToLongFunction<StatusResponse> figure) {
        return cluster.calls().stream()
                .flatMap(node -> cluster.watch().status(node.node()).stream())
                .mapToLong(figure);
    }
}
