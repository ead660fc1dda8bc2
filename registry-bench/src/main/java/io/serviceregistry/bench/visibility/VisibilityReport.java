package io.serviceregistry.bench.visibility;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.report.Environment;
import io.serviceregistry.bench.report.JsonFile;
import io.serviceregistry.bench.report.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run came to, for people and for programs.
 *
 * @param registrations counted from the call of Register
 * @param lapses counted from the end of the lease
 * @param violations promises that were not kept
 * @param failures calls that failed, by reason
 * @param rolesStayed whether the same node led at the end; otherwise the names of the figures are wrong
 */
record VisibilityReport(
        List<Latency.Figures> registrations,
        List<Latency.Figures> lapses,
        List<Violation> violations,
        Map<String, Long> failures,
        boolean rolesStayed) {
    VisibilityReport {
        registrations = List.copyOf(registrations);
        lapses = List.copyOf(lapses);
        violations = List.copyOf(violations);
        failures = new TreeMap<>(failures);
    }

    /** 0 when every promise was kept, else 1. */
    int exitCode() {
        return violations.isEmpty() ? 0 : 1;
    }

    /** A table for each phase, and a line for everything that went wrong. */
    String text() {
        StringBuilder text = new StringBuilder(table("from the call of Register", registrations));
        if (!lapses.isEmpty()) {
            text.append('\n').append(table("from the end of the lease", lapses));
        }
        failures.forEach((reason, count) ->
                text.append("  ").append(count).append(" x ").append(reason).append('\n'));
        if (!rolesStayed) {
            text.append("another node leads now: who is called leader and follower above has changed meanwhile\n");
        }
        violations.forEach(
                violation -> text.append("VIOLATED ").append(violation).append('\n'));
        return text.toString();
    }

    private static String table(String title, List<Latency.Figures> rows) {
        Table table = new Table(title, "times", "p50 ms", "p99", "max");
        for (Latency.Figures row : rows) {
            boolean none = row.count() == 0;
            table.row(
                    row.name(),
                    Long.toString(row.count()),
                    Table.number(none ? Double.NaN : row.p50Millis()),
                    Table.number(none ? Double.NaN : row.p99Millis()),
                    Table.number(none ? Double.NaN : row.maxMillis()));
        }
        return table.toString();
    }

    String json(Environment environment) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("environment", environment);
        fields.put("registrations", registrations);
        fields.put("lapses", lapses);
        fields.put("violations", violations);
        fields.put("failures", failures);
        fields.put("rolesStayed", rolesStayed);
        return JsonFile.text(fields);
    }
}
