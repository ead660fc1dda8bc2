package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.report.Comparison;
import io.serviceregistry.bench.report.Comparison.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The runs of one figure, a pair in each round. */
final class Series {
    private final String name;
    private final List<Run> registry = new ArrayList<>();
    private final List<Run> peer = new ArrayList<>();

    Series(String name) {
        this.name = name;
    }

    void add(Run ofRegistry, Run ofPeer) {
        registry.add(ofRegistry);
        peer.add(ofPeer);
    }

    /** Rate, latencies, and the processor time of the servers. */
    List<Comparison> comparisons() {
        return List.of(
                compare(name, "1/s", Better.MORE, run -> run.load().itemsPerSecond()),
                compare(name + ", p50", "ms", Better.LESS, run -> run.load().millisAt(50)),
                compare(name + ", p99", "ms", Better.LESS, run -> run.load().millisAt(99)),
                compare(name + ", CPU of the servers for each", "us", Better.LESS, Run::serverCpuMicros));
    }

    private Comparison compare(String what, String unit, Better better, ToDoubleFunction<Run> figure) {
        return new Comparison(what, unit, better, figures(registry, figure), figures(peer, figure));
    }

    private static List<Double> figures(List<Run> runs, ToDoubleFunction<Run> figure) {
        return runs.stream().map(figure::applyAsDouble).toList();
    }
}
