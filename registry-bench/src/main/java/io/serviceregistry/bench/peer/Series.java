package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.load.LoadResult;
import io.serviceregistry.bench.report.Comparison;
import io.serviceregistry.bench.report.Comparison.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The runs of one figure, a pair in each round. */
final class Series {
    private final List<LoadResult> registry = new ArrayList<>();
    private final List<LoadResult> peer = new ArrayList<>();

    void add(LoadResult ofRegistry, LoadResult ofPeer) {
        registry.add(ofRegistry);
        peer.add(ofPeer);
    }

    Comparison rate(String name) {
        return compare(name, "1/s", Better.MORE, LoadResult::itemsPerSecond);
    }

    Comparison latency(String name, double percentile) {
        return compare(name + " p" + (int) percentile, "ms", Better.LESS, result -> result.millisAt(percentile));
    }

    private Comparison compare(String name, String unit, Better better, ToDoubleFunction<LoadResult> figure) {
        return new Comparison(name, unit, better, figures(registry, figure), figures(peer, figure));
    }

    private static List<Double> figures(List<LoadResult> results, ToDoubleFunction<LoadResult> figure) {
        return results.stream().map(figure::applyAsDouble).toList();
    }
}
