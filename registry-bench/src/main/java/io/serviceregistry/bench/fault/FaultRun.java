package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.cluster.NetworkNamespaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Faults at random moments, one after another, aimed at whoever leads: before each the cluster must be whole and make
 * progress, or the fault does not count.
 *
 * <p>A fault is one of {@link Fault}. A node that pauses or is cut off is asked for linearizable reads all the time, most
 * of all once another leader has acknowledged a write that it cannot know of.
 */
public final class FaultRun {
    private static final Duration INTO_STREAM = Duration.ofMillis(40);
    private static final Duration SHORTEST = Duration.ofMillis(500);
    private static final int BURST = 50;
    private static final Duration BETWEEN_BURSTS = Duration.ofMillis(100);

    private final FaultPlan plan;
    private final Consumer<String> progress;
    private final Random random;
    private final List<String> skipped = new ArrayList<>();
    private final Map<String, String> counts = new LinkedHashMap<>();

    private FaultRun(FaultPlan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        this.random = new Random(plan.seed());
    }

    /**
     * Runs a plan. Leaves nothing running; logs, data and, if anything is wrong, the history stay in the plan's directory.
     *
     * @param progress told what happens, a line at a time
     * @throws IllegalStateException when there is no healthy cluster to begin with
     */
    public static Report run(FaultPlan plan, Consumer<String> progress) {
        return new FaultRun(plan, progress).run();
    }

    private Report run() {
        List<Fault> faults = new ArrayList<>();
        faults.addAll(Collections.nCopies(plan.kills(), Fault.KILL));
        faults.addAll(Collections.nCopies(plan.pauses(), Fault.PAUSE));
        boolean needNetwork = false;
        if (plan.isolations() > 0) {
            Optional<String> missing = NetworkNamespaces.missing();
            if (missing.isEmpty()) {
                faults.addAll(Collections.nCopies(plan.isolations(), Fault.ISOLATION));
                needNetwork = true;
            } else {
                skipped.add(plan.isolations() + " isolations: no network namespaces here: " + missing.get());
                progress.accept("SKIPPED: " + skipped.get(0));
            }
        }
        Collections.shuffle(faults, random);
        Surroundings surroundings = needNetwork ? Surroundings.withNetwork(plan.nodes()) : Surroundings.plain();
        return Stage.with(plan, surroundings, progress, cluster -> {
            Set<Violation> violations = new LinkedHashSet<>(inject(faults, cluster));
            if (violations.isEmpty()) {
                progress.accept("examining");
                violations.addAll(FinalExamination.of(cluster));
            } else {
                violations.addAll(cluster.violations());
            }
            return new Report(List.copyOf(violations), skipped, Report.withLoad(counts, cluster));
        });
    }

    /** Injects faults; what is wrong afterwards, when the run is to stop for it. */
    private List<Violation> inject(List<Fault> faults, LoadedCluster cluster) {
        int[] counted = new int[Fault.values().length];
        int number = 0;
        for (Fault fault : faults) {
            String leader = cluster.leaderAtRandomMoment(random).orElse(null);
            if (leader == null) {
                return List.of(new Violation(
                        "Availability",
                        "the cluster does not serve "
                                + (number == 0 ? "before the first fault" : "after fault " + number)));
            }
            number++;
            long beganNanos = System.nanoTime();
            progress.accept("%d of %d: %s of the leader %s".formatted(number, faults.size(), fault, leader)
                    + perform(fault, leader, cluster));
            counted[fault.ordinal()]++;
            counts.put(fault + "s of the leader", Integer.toString(counted[fault.ordinal()]));
            var ailment = cluster.awaitHealth();
            if (ailment.isPresent()) {
                return List.of(new Violation("Availability", "the cluster does not heal: " + ailment.get()));
            }
            progress.accept("  whole again after %.1f s".formatted((System.nanoTime() - beganNanos) / 1e9));
            if (plan.stopAtFirst()) {
                List<Violation> violations = cluster.violations();
                if (!violations.isEmpty()) {
                    return violations;
                }
            }
        }
        return List.of();
    }

    /** Does it and undoes it; how long it lasted, for people. */
    private String perform(Fault fault, String leader, LoadedCluster cluster) {
        return switch (fault) {
            case KILL -> {
                Duration time = Duration.ofMillis(random.nextInt(3_000));
                cluster.kill(leader);
                cluster.elapse(time);
                cluster.restart(leader);
                yield ", down for " + time.toMillis() + " ms";
            }
            case PAUSE -> {
                Duration time = Duration.ofMillis(500 + random.nextInt(4_500));
                boolean endsWithNewerWrite = random.nextBoolean();
                cluster.load().stream(leader);
                cluster.elapse(INTO_STREAM);
                cluster.pause(leader);
                long beganNanos = System.nanoTime();
                askWhile(time, leader, cluster, endsWithNewerWrite);
                cluster.resume(leader);
                cluster.load().burst(leader, BURST);
                yield " for " + (System.nanoTime() - beganNanos) / 1_000_000 + " ms";
            }
            case ISOLATION -> {
                Duration time = Duration.ofMillis(1_000 + random.nextInt(4_000));
                cluster.load().stream(leader);
                cluster.elapse(INTO_STREAM);
                cluster.isolate(leader);
                askWhile(time, leader, cluster, false);
                cluster.rejoin(leader);
                yield " for " + time.toMillis() + " ms";
            }
        };
    }

    /**
     * Lets a fault last, 500 ms at least. Once another leader has acknowledged a write, the node is asked for reads that it
     * cannot answer, or must not answer from what it holds.
     *
     * @param endsWithNewerWrite whether it ends as soon as such reads wait: a leader that wakes up within a second does not
     *     notice that it slept
     */
    private static void askWhile(Duration time, String node, LoadedCluster cluster, boolean endsWithNewerWrite) {
        long beganNanos = System.nanoTime();
        long endNanos = beganNanos + time.toNanos();
        cluster.elapse(SHORTEST);
        // Whatever was called since and is acknowledged, another leader has acknowledged.
        Waiting.until(
                Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())),
                () -> cluster.load().history().lastAppliedCallNanos() > beganNanos);
        do {
            cluster.load().burst(node, BURST);
            Duration left = Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
            cluster.elapse(left.compareTo(BETWEEN_BURSTS) < 0 ? left : BETWEEN_BURSTS);
        } while (!endsWithNewerWrite && endNanos - System.nanoTime() > 0);
    }
}
