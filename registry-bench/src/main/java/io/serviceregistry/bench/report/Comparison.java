package io.serviceregistry.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One figure of two systems, measured in pairs: each pair one after the other, so that what the machine does meanwhile
 * befalls both. Only the ratio within a pair means something on a machine that others share; the figures themselves move
 * several-fold within a day.
 *
 * @param name what was measured
 * @param unit its unit
 * @param better which way is better
 * @param registry the registry's figure of each pair
 * @param peer the peer's figure of each pair
 */
public record Comparison(String name, String unit, Better better, List<Double> registry, List<Double> peer) {
    /** Which way is better. */
    public enum Better {
        /** Rates. */
        MORE,
        /** Times and sizes. */
        LESS
    }

    public Comparison {
        registry = List.copyOf(registry);
        peer = List.copyOf(peer);
        if (registry.isEmpty() || registry.size() != peer.size()) {
            throw new IllegalArgumentException(
                    "registry, peer: " + registry.size() + ", " + peer.size() + " figures (expected: pairs)");
        }
    }

    /** How many times better the registry is than the peer, for each pair: above 1 it is better. */
    public List<Double> advantages() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < registry.size(); i++) {
            ratios.add(better == Better.MORE ? registry.get(i) / peer.get(i) : peer.get(i) / registry.get(i));
        }
        return ratios;
    }

    /** The median of the pairs' ratios. */
    public double advantage() {
        return median(advantages());
    }

    /** The middle value, or the mean of the middle two. */
    public static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("values: none (expected: one or more)");
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** A table of comparisons: medians, the median of the ratios, and the worst and best ratio. */
    public static Table table(List<Comparison> comparisons, String peerName) {
        Table table = new Table("measure", "unit", "registry", peerName, "ratio", "from", "to", "pairs");
        for (Comparison comparison : comparisons) {
            double[] ratios = comparison.advantages().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
            table.row(
                    comparison.name(),
                    comparison.unit(),
                    Table.number(median(comparison.registry())),
                    Table.number(median(comparison.peer())),
                    Table.number(comparison.advantage()),
                    Table.number(Arrays.stream(ratios).min().orElseThrow()),
                    Table.number(Arrays.stream(ratios).max().orElseThrow()),
                    Integer.toString(ratios.length));
        }
        return table;
    }
}
