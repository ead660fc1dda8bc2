package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.storm.Injury;
import io.serviceregistry.bench.storm.Kind;
import io.serviceregistry.bench.storm.Lots;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Faults of many kinds one after another, some of them two at once, each kind as often as any other. No more than a minority of
 * the nodes is ill at a time, unless the fault is one of all nodes.
 *
 * <p>A fault counts only when the cluster was whole before and made progress at its usual rate. In the end it must be whole,
 * and {@link FinalExamination} judges.
 */
public final class StormRun {
    private static final int MOST_MILLIS_BEFORE = 800;
    private static final int ONE_IN = 3; // faults have company

    private record Fault(Kind kind, List<String> victims) {
        @Override
        public String toString() {
            return kind.text() + ' ' + String.join(" ", victims);
        }
    }

    private final FaultPlan plan;
    private final int faults;
    private final StormKinds kinds;
    private final Consumer<String> progress;
    private final SplittableRandom random;
    private final Deque<Kind> deck = new ArrayDeque<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private int done;

    private StormRun(FaultPlan plan, int faults, StormKinds kinds, Consumer<String> progress) {
        this.plan = plan;
        this.faults = faults;
        this.kinds = kinds;
        this.progress = progress;
        this.random = new SplittableRandom(plan.seed());
    }

    /** Runs it; otherwise as {@link FaultRun#run}. Of the plan its own faults are not used. */
    public static Report run(FaultPlan plan, int faults, Consumer<String> progress) {
        if (faults < 1) {
            throw new IllegalArgumentException("faults: " + faults + " (expected: >= 1)");
        }
        try (StormKinds kinds = new StormKinds(plan, progress)) {
            StormRun storm = new StormRun(plan, faults, kinds, progress);
            return Stage.with(plan, kinds.surroundings(), progress, storm::on);
        }
    }

    private Report on(LoadedCluster cluster) {
        Baseline baseline = Baseline.measure(cluster);
        progress.accept("the load gets %.0f writes a second through".formatted(baseline.writesPerSecond()));
        Set<Violation> violations = new LinkedHashSet<>();
        while (done < faults && violations.isEmpty()) {
            if (baseline.await()) {
                cluster.elapse(Duration.ofMillis(random.nextInt(MOST_MILLIS_BEFORE)));
                violations.addAll(round(cluster));
            } else {
                violations.add(new Violation("Availability", "the load does not get through any more"));
            }
        }
        violations.addAll(violations.isEmpty() ? FinalExamination.of(cluster) : cluster.violations());
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("faults", Integer.toString(done));
        counts.forEach((kind, times) -> shown.put("  " + kind, Integer.toString(times)));
        shown.put(
                "lease lives",
                Long.toString(
                        cluster.load().kept().renewals() + cluster.load().late().renewals()));
        return new Report(List.copyOf(violations), kinds.skipped(), Report.withLoad(shown, cluster));
    }

    /** One fault, or two at once, from a whole cluster to a whole cluster. */
    private List<Violation> round(LoadedCluster cluster) {
        List<Fault> chosen = choose(cluster);
        progress.accept("%d of %d: %s"
                .formatted(
                        done + 1, faults, chosen.stream().map(Fault::toString).collect(Collectors.joining(", and "))));
        List<Injury> injuries = new ArrayList<>();
        for (Fault fault : chosen) {
            injuries.add(fault.kind.inflict(cluster, fault.victims, random));
            counts.merge(fault.kind.text(), 1, Integer::sum);
            done++;
            cluster.elapse(injuries.get(0).lasts().dividedBy(chosen.size()));
        }
        List<Violation> violations = new ArrayList<>();
        long healedNanos = System.nanoTime();
        for (Injury injury : Lots.shuffled(injuries, random)) {
            injury.heal().ifPresent(wrong -> violations.add(new Violation("CrashOnly", wrong)));
        }
        Optional<String> ailment = cluster.awaitHealth();
        if (ailment.isPresent()) {
            violations.add(new Violation("Availability", "the cluster does not heal: " + ailment.get()));
        } else {
            progress.accept("  whole again after %.1f s".formatted((System.nanoTime() - healedNanos) / 1e9));
        }
        return violations;
    }

    private List<Fault> choose(LoadedCluster cluster) {
        Kind first = draw();
        List<String> victims = victims(first, cluster);
        List<Fault> chosen = new ArrayList<>(List.of(new Fault(first, victims)));
        if (done + 1 < faults && random.nextInt(ONE_IN) == 0) {
            draw(first).ifPresent(second -> chosen.add(new Fault(second, List.of(beside(victims, cluster)))));
        }
        return chosen;
    }

    private Kind draw() {
        if (deck.isEmpty()) {
            deck.addAll(Lots.shuffled(kinds.all(), random));
        }
        return deck.removeFirst();
    }

    /** The next one that may be done beside another, and may be done to the same nodes. */
    private Optional<Kind> draw(Kind beside) {
        Optional<Kind> found = deck.stream()
                .filter(kind -> kinds.overlap(beside, kind) && kind.reach() == Kind.Reach.ONE)
                .findFirst();
        found.ifPresent(deck::remove);
        return found;
    }

    /** Another node as long as a minority is ill; else one that is. */
    private String beside(List<String> ill, LoadedCluster cluster) {
        List<String> from = new ArrayList<>(cluster.nodes());
        from.removeIf(node -> ill.contains(node) == ill.size() < minority());
        return from.get(random.nextInt(from.size()));
    }

    private List<String> victims(Kind kind, LoadedCluster cluster) {
        if (kind.only().isPresent()) {
            return List.of(kind.only().get());
        }
        List<String> shuffled = Lots.shuffled(cluster.nodes(), random);
        // Every other fault is the leader's.
        if (kind.reach() == Kind.Reach.LEADER || random.nextBoolean()) {
            cluster.leader().ifPresent(leader -> {
                shuffled.remove(leader);
                shuffled.add(0, leader);
            });
        }
        return switch (kind.reach()) {
            case LEADER, ONE -> shuffled.subList(0, 1);
            case MINORITY -> shuffled.subList(0, 1 + random.nextInt(minority()));
            case ALL -> shuffled;
        };
    }

    private int minority() {
        return (plan.nodes() - 1) / 2;
    }
}
