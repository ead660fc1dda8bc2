package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.report.Comparison;
import io.serviceregistry.bench.report.Comparison.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * {@link Measure#OUTAGE}: the leader is killed at a random moment, in turn, while one writer writes; the outage is the longest
 * time between two writes that worked, of those that end after the kill.
 */
final class Outages {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long STEADY_NANOS = NANOS_PER_SECOND;
    private static final long PATIENCE_NANOS = 60 * NANOS_PER_SECOND;
    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private final Pair pair;
    private final Plan plan;
    private final SplittableRandom lot;
    private long nextNumber = 1;

    Outages(Pair pair, Plan plan) {
        this.pair = pair;
        this.plan = plan;
        this.lot = new SplittableRandom(plan.seed());
    }

    List<Comparison> run() {
        List<Double> registry = new ArrayList<>();
        List<Double> peer = new ArrayList<>();
        for (int kill = 1; kill <= plan.kills(); kill++) {
            registry.add(killLeader(pair.registry()));
            peer.add(killLeader(pair.peer()));
            pair.say()
                    .accept("  kill %d: registry %.0f ms, %s %.0f ms"
                            .formatted(
                                    kill,
                                    registry.get(registry.size() - 1),
                                    pair.peer().name(),
                                    peer.get(peer.size() - 1)));
        }
        return List.of(
                new Comparison("write outage, median", "ms", Better.LESS, registry, peer),
                new Comparison(
                        "write outage, longest",
                        "ms",
                        Better.LESS,
                        List.of(longest(registry)),
                        List.of(longest(peer))));
    }

    private double killLeader(Contender contender) {
        Probe probe = new Probe(contender);
        String leader = probe.leader();
        long killedNanos;
        List<Long> worked;
        try (OutageWriter writer = new OutageWriter(contender, nextNumber, lot.nextInt(3))) {
            awaitSteady(writer, System.nanoTime());
            LockSupport.parkNanos(lot.nextLong(NANOS_PER_SECOND));
            killedNanos = System.nanoTime();
            contender.process(leader).kill();
            awaitSteady(writer, killedNanos);
            writer.close();
            worked = writer.workedNanos();
        }
        nextNumber += worked.size() + 1; // the write that was given up may have happened: its number is used
        contender.start(leader);
        probe.awaitReady(leader);
        return longestGapNanos(worked, killedNanos) / 1e6;
    }

    /** Waits until writes have gone on for a second after a moment. */
    private static void awaitSteady(OutageWriter writer, long sinceNanos) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - deadline < 0) {
            List<Long> worked = writer.workedNanos();
            for (Long at : worked) {
                if (at - sinceNanos > 0) {
                    long last = worked.get(worked.size() - 1);
                    if (last - at > STEADY_NANOS) {
                        return;
                    }
                    break;
                }
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        throw new IllegalStateException("writes do not go on within " + PATIENCE_NANOS / NANOS_PER_SECOND + " s");
    }

    /** The longest time between two neighbours of which the later is after the kill. */
    static long longestGapNanos(List<Long> workedNanos, long killedNanos) {
        long longest = 0;
        for (int i = 1; i < workedNanos.size(); i++) {
            if (workedNanos.get(i) - killedNanos > 0) {
                longest = Math.max(longest, workedNanos.get(i) - workedNanos.get(i - 1));
            }
        }
        return longest;
    }

    private static double longest(List<Double> outages) {
        return outages.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }
}
