package io.serviceregistry.node.metrics;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The samples of an exposition, parsed: a line that is none fails. */
public final class Samples {
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)(?: # \\{.*)?");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    private record Key(String name, Map<String, String> labels) {}

    private final Map<Key, Double> values;

    private Samples(Map<Key, Double> values) {
        this.values = values;
    }

    public static Samples parse(String exposition) {
        return new Samples(exposition
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(SAMPLE::matcher)
                .peek(sample -> {
                    if (!sample.matches()) {
                        throw new IllegalArgumentException("no sample: " + sample);
                    }
                })
                .collect(Collectors.toMap(
                        sample -> new Key(sample.group(1), labels(sample.group(2))),
                        sample -> Double.parseDouble(
                                sample.group(3).replace("+Inf", "Infinity").replace("-Inf", "-Infinity")))));
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return labels;
    }

    /** The names of all samples, those of timers with their endings. */
    public Set<String> names() {
        return values.keySet().stream().map(Key::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The sum over all samples of a name that have these labels: names and values by turns. */
    public double sum(String name, String... labels) {
        Map<String, String> wanted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return values.entrySet().stream()
                .filter(each -> each.getKey().name().equals(name)
                        && each.getKey().labels().entrySet().containsAll(wanted.entrySet()))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Every value of a label, whatever the sample. */
    public Set<String> labelValues() {
        return values.keySet().stream()
                .flatMap(key -> key.labels().values().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public int size() {
        return values.size();
    }
}
