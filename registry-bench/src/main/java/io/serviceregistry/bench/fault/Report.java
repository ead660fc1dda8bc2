package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.check.Write.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param violations none means clean
 * @param skipped what was asked for and not done, with the reason; none means nothing
 * @param counts what was done, for people, in the order to show it
 */
public record Report(List<Violation> violations, List<String> skipped, Map<String, String> counts) {
    private static final int SHOWN = 20;

    public Report {
        violations = List.copyOf(violations);
        skipped = List.copyOf(skipped);
        counts = new LinkedHashMap<>(counts);
    }

    /** True when nothing is wrong. */
    public boolean isClean() {
        return violations.isEmpty();
    }

    /** The figures of the load, put into a table that already tells of the faults. */
    static Map<String, String> withLoad(Map<String, String> faults, LoadedCluster cluster) {
        Map<String, String> counts = new LinkedHashMap<>(faults);
        History history = cluster.load().history();
        counts.put("terms with a leader", Integer.toString(cluster.watch().termsLed()));
        counts.put("writes acknowledged", Long.toString(history.count(Outcome.APPLIED)));
        counts.put("writes not applied, as was said", Long.toString(history.count(Outcome.NOT_APPLIED)));
        counts.put("writes in doubt", Long.toString(history.count(Outcome.INDETERMINATE)));
        counts.put("linearizable reads answered", Long.toString(history.reads()));
        counts.put("  of them by a node under attack", Long.toString(history.readFromSick()));
        counts.put(
                "leases kept by the client library",
                Integer.toString(cluster.load().kept().size()));
        counts.put("  renewals", Long.toString(cluster.load().kept().renewals()));
        counts.put(
                "  lapses, registrations again",
                cluster.load().kept().recoveries() + ", "
                        + cluster.load().kept().reRegistrations());
        counts.put("leases renewed late", Integer.toString(cluster.load().late().size()));
        counts.put("  renewals", Long.toString(cluster.load().late().renewals()));
        counts.put(
                "  lapses owed, not owed",
                cluster.load().late().lapsesOwed() + ", "
                        + cluster.load().late().violations().size());
        counts.put("digests compared", Long.toString(cluster.digests().compared()));
        history.failures().forEach((what, times) -> counts.put("attempts failed: " + what, Long.toString(times)));
        return counts;
    }

    /** The whole of it, as lines for people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int width = counts.keySet().stream().mapToInt(String::length).max().orElse(0);
        counts.forEach(
                (name, value) -> text.append("  %-".concat(width + "s  %s%n").formatted(name, value)));
        skipped.forEach(what -> text.append("SKIPPED: ").append(what).append('\n'));
        violations.stream()
                .limit(SHOWN)
                .forEach(
                        violation -> text.append("VIOLATION ").append(violation).append('\n'));
        if (violations.size() > SHOWN) {
            text.append("... and ").append(violations.size() - SHOWN).append(" more\n");
        }
        text.append(isClean() ? "CLEAN: 0 violations" : "NOT CLEAN: " + violations.size() + " violations");
        if (!skipped.isEmpty()) {
            text.append(", ").append(skipped.size()).append(" SKIPPED");
        }
        return text.append('\n').toString();
    }
}
