package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The leader is killed again and again, at default settings, under as many steady writers as nodes: for how long does an
 * application not get a write acknowledged?
 *
 * <p>What was killed is started again once every writer has been acknowledged, so that its start takes no processor from the
 * election that is measured; before the next kill all nodes are whole.
 */
public final class KillsRun {
    private static final long STEADY_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final FaultPlan plan;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    private final WatchedCluster cluster;
    private final List<SteadyWriter> writers = new ArrayList<>();
    private final List<Long> everyWriter = new ArrayList<>();
    private final List<Long> worstOfKill = new ArrayList<>();
    private final List<Long> untilLed = new ArrayList<>();

    private KillsRun(FaultPlan plan, WatchedCluster cluster, Consumer<String> progress) {
        this.plan = plan;
        this.cluster = cluster;
        this.progress = progress;
        this.random = new SplittableRandom(plan.seed());
    }

    /** Kills as often as the plan says; its other faults are not used. Otherwise as {@link FaultRun#run}. */
    public static Report run(FaultPlan plan, Consumer<String> progress) {
        WatchedCluster cluster = new WatchedCluster(plan);
        return Stage.clearingUp(plan, cluster::close, () -> new KillsRun(plan, cluster, progress).report());
    }

    private Report report() {
        progress.accept("starting " + plan.nodes() + " nodes, with logs and data in " + plan.directory());
        cluster.start();
        List<Violation> violations = new ArrayList<>();
        try {
            for (int i = 1; i <= plan.nodes(); i++) {
                writers.add(new SteadyWriter("steady-" + i, cluster.cluster().addresses()));
            }
            for (int kill = 1; kill <= plan.kills() && violations.isEmpty(); kill++) {
                violations.addAll(kill(kill));
            }
        } finally {
            writers.forEach(SteadyWriter::close);
        }
        violations.addAll(cluster.digests().violations());
        return new Report(violations, List.of(), counts());
    }

    private List<Violation> kill(int number) {
        if (!awaitAcknowledged(System.nanoTime() + STEADY_NANOS)) {
            return List.of(new Violation("Availability", "writes do not go on before kill " + number));
        }
        LockSupport.parkNanos(random.nextLong(NANOS_PER_SECOND));
        if (!Waiting.until(() -> cluster.watch().leader().isPresent())) {
            return List.of(new Violation("Availability", "nobody leads before kill " + number));
        }
        String leader = cluster.watch().leader().orElseThrow();
        long term = cluster.watch().highestTerm();
        writers.forEach(SteadyWriter::beginToMeasure);
        cluster.cluster().process(leader).kill();
        long killedNanos = System.nanoTime();
        boolean served = Waiting.until(() ->
                cluster.watch().highestTerm() > term && cluster.watch().leader().isPresent());
        long ledNanos = System.nanoTime();
        served &= awaitAcknowledged(killedNanos);
        List<Long> outages = writers.stream().map(SteadyWriter::longestNanos).toList();
        long terms = cluster.watch().highestTerm() - term;
        cluster.cluster().start(leader);
        if (!served) {
            return List.of(new Violation("Availability", "no write is acknowledged after kill " + number));
        }
        untilLed.add(ledNanos - killedNanos);
        everyWriter.addAll(outages);
        worstOfKill.add(Collections.max(outages));
        progress.accept("kill %d of %d: leader %s, another after %d ms, without a write for %s ms, %d terms later"
                .formatted(
                        number,
                        plan.kills(),
                        leader,
                        (ledNanos - killedNanos) / 1_000_000,
                        outages.stream().map(nanos -> nanos / 1_000_000).toList(),
                        terms));
        cluster.awaitWhole();
        return List.of();
    }

    /** Waits until a write of each writer is acknowledged that was called after a moment. */
    private boolean awaitAcknowledged(long sinceNanos) {
        return Waiting.until(() -> writers.stream().allMatch(writer -> writer.lastAckedCallNanos() - sinceNanos > 0));
    }

    private Map<String, String> counts() {
        Map<String, String> counts = new LinkedHashMap<>();
        counts.put("kills of the leader", Integer.toString(worstOfKill.size()));
        counts.put("write outage, each writer", new Distribution(everyWriter).toString());
        counts.put("write outage, the worst writer of a kill", new Distribution(worstOfKill).toString());
        counts.put("from a kill until another node leads", new Distribution(untilLed).toString());
        counts.put("terms with a leader", Integer.toString(cluster.watch().termsLed()));
        counts.put(
                "writes acknowledged",
                Long.toString(
                        writers.stream().mapToLong(SteadyWriter::acknowledged).sum()));
        counts.put(
                "writes that the client gave up",
                Long.toString(writers.stream().mapToLong(SteadyWriter::failures).sum()));
        counts.put("digests compared", Long.toString(cluster.digests().compared()));
        return counts;
    }
}
