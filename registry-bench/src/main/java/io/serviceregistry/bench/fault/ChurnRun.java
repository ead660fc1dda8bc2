package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.TransferLeadershipRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Another leader every three seconds, by kills, pauses and transfers of leadership: what is dead goes
 * nevertheless, and what lives does not lapse.
 */
public final class ChurnRun {
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(1_600); // longer than the longest election timeout
    private static final Duration DOWN = Duration.ofMillis(300);
    private static final Duration CALL = Duration.ofSeconds(4);
    private static final long DEAD_EVERY_MILLIS = 500;

    private final FaultPlan plan;
    private final Duration lasts;
    private final Consumer<String> progress;
    private final Random random;
    private final Map<String, Integer> changes = new LinkedHashMap<>();

    private ChurnRun(FaultPlan plan, Duration lasts, Consumer<String> progress) {
        this.plan = plan;
        this.lasts = lasts;
        this.progress = progress;
        this.random = new Random(plan.seed());
    }

    /** Runs it for so long; otherwise as {@link FaultRun#run}. The faults of the plan are not used. */
    public static Report run(FaultPlan plan, Duration lasts, Consumer<String> progress) {
        ChurnRun churn = new ChurnRun(plan, lasts, progress);
        return Stage.with(plan, Surroundings.plain(), progress, churn::on);
    }

    private Report on(LoadedCluster cluster) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (DeadInstances dead = new DeadInstances(cluster.addresses(), timer, new Random(plan.seed()))) {
            boolean serves = cluster.load().awaitProgress();
            var adding = timer.scheduleAtFixedRate(dead::add, 0, DEAD_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            if (serves) {
                churn(cluster);
            }
            adding.cancel(false);
            List<Violation> violations = new ArrayList<>(FinalExamination.of(cluster));
            if (!Waiting.until(dead::allGone)) {
                violations.add(new Violation("EventualExpiry", "dead instances stay though all is well"));
            }
            violations.addAll(dead.violations());
            return new Report(violations, List.of(), counts(cluster, dead));
        } finally {
            timer.shutdownNow();
        }
    }

    private void churn(LoadedCluster cluster) {
        long endNanos = System.nanoTime() + lasts.toNanos();
        while (endNanos - System.nanoTime() > 0) {
            long nextNanos = System.nanoTime() + EVERY.toNanos();
            int before = cluster.watch().termsLed();
            Optional<String> leader = cluster.watch().leader();
            if (leader.isPresent()) {
                String how = change(leader.get(), cluster);
                changes.merge(how, 1, Integer::sum);
                progress.accept(how + " of " + leader.get() + " (" + before + " terms so far)");
            }
            cluster.elapse(Duration.ofNanos(Math.max(0, nextNanos - System.nanoTime())));
        }
    }

    /** Makes the leader another; a kill only while all others serve, or nobody could lead. */
    private String change(String leader, LoadedCluster cluster) {
        boolean whole = cluster.watch().ailment(0).isEmpty();
        int dice = random.nextInt(3);
        if (dice == 0 && whole) {
            cluster.kill(leader);
            cluster.elapse(DOWN);
            cluster.restart(leader);
            return "kill";
        }
        if (dice == 1 && whole) {
            cluster.pause(leader);
            cluster.elapse(PAUSE);
            cluster.resume(leader);
            return "pause";
        }
        for (NodeCalls node : cluster.calls()) {
            if (node.node().equals(leader)) {
                var unused = node.call(
                        AdminServiceGrpc.getTransferLeadershipMethod(),
                        TransferLeadershipRequest.getDefaultInstance(),
                        CALL);
            }
        }
        return "transfer";
    }

    private Map<String, String> counts(LoadedCluster cluster, DeadInstances dead) {
        Map<String, String> counts = new LinkedHashMap<>();
        changes.forEach((how, times) -> counts.put("leader changed by " + how, Integer.toString(times)));
        counts.put("dead instances", Integer.toString(dead.size()));
        counts.put("  stayed, share of 2 TTL + removal, registry time", distribution(dead.registryShares()));
        double[] wall = dead.sharesOfBound();
        counts.put("  the same in wall time", distribution(wall));
        counts.put(
                "  beyond 2 TTL + removal in wall time",
                Arrays.stream(wall).filter(share -> share > 1).count() + " of " + wall.length);
        return Report.withLoad(counts, cluster);
    }

    private static String distribution(double[] ascending) {
        return ascending.length == 0
                ? "none"
                : "p50 %.2f, p90 %.2f, max %.2f"
                        .formatted(
                                ascending[ascending.length / 2],
                                ascending[ascending.length * 9 / 10],
                                ascending[ascending.length - 1]);
    }
}
