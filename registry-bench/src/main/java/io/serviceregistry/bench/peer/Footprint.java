package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.load.InstanceNames;
import io.serviceregistry.bench.load.Population;
import io.serviceregistry.bench.load.Target;
import io.serviceregistry.bench.report.Comparison;
import io.serviceregistry.bench.report.Comparison.Better;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@link Measure#FOOTPRINT}: what the largest node takes of memory, and how long a killed follower takes from its start until
 * a linearizable read through it is answered.
 */
final class Footprint {
    private static final double MEBI = 1 << 20;

    private final Pair pair;
    private final Plan plan;

    Footprint(Pair pair, Plan plan) {
        this.pair = pair;
        this.plan = plan;
    }

    List<Comparison> run() {
        List<Comparison> comparisons = new ArrayList<>();
        for (Contender contender : pair.both()) {
            pair.say().accept("  registering %,d instances with %s".formatted(plan.instances(), contender.name()));
            try (Target target = contender.target(plan.seed())) {
                Population.register(target, new InstanceNames("footprint"), plan.instances());
            }
        }
        String at = " at %,d instances".formatted(plan.instances());
        // The peer has no heap that could be told from the rest: what it keeps resident stands for it.
        comparisons.add(new Comparison(
                "heap after a collection" + at + " (etcd: resident)",
                "MiB",
                Better.LESS,
                List.of(heap(pair.registry())),
                List.of(resident(pair.peer()))));
        comparisons.add(new Comparison(
                "resident memory" + at,
                "MiB",
                Better.LESS,
                List.of(resident(pair.registry())),
                List.of(resident(pair.peer()))));
        List<Double> registry = new ArrayList<>();
        List<Double> peer = new ArrayList<>();
        for (int restart = 0; restart < plan.restarts(); restart++) {
            registry.add(restartSeconds(pair.registry()));
            peer.add(restartSeconds(pair.peer()));
        }
        comparisons.add(new Comparison("restart" + at, "s", Better.LESS, registry, peer));
        return comparisons;
    }

    private double restartSeconds(Contender contender) {
        Probe probe = new Probe(contender);
        String leader = probe.leader();
        String follower = contender.ids().stream()
                .filter(id -> !id.equals(leader))
                .findFirst()
                .orElseThrow();
        contender.process(follower).kill();
        long began = System.nanoTime();
        contender.start(follower);
        probe.awaitReady(follower);
        double seconds = (System.nanoTime() - began) / 1e9;
        pair.say().accept("  %s: restart of %s in %.2f s".formatted(contender.name(), follower, seconds));
        return seconds;
    }

    private static double heap(Contender contender) {
        return contender.ids().stream()
                .map(contender::heapBytes)
                .flatMap(Optional::stream)
                .mapToDouble(bytes -> bytes / MEBI)
                .max()
                .orElseThrow();
    }

    private static double resident(Contender contender) {
        return contender.ids().stream()
                .mapToDouble(id -> residentBytes(contender.process(id).pid()) / MEBI)
                .max()
                .orElseThrow();
    }

    private static long residentBytes(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("no VmRSS of process " + pid);
    }
}
