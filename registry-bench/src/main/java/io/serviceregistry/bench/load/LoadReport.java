package io.serviceregistry.bench.load;

import io.serviceregistry.bench.report.JsonFile;
import io.serviceregistry.bench.report.Table;
import java.util.LinkedHashMap;
import java.util.Map;

/** A load's result for people and for programs. */
final class LoadReport {
    private final String name;
    private final LoadResult result;

    LoadReport(String name, LoadResult result) {
        this.name = name;
        this.result = result;
    }

    /** A table of one row, and a line for each kind of error. */
    String text() {
        Table table = new Table("workload", "items/s", "calls/s", "p50 ms", "p90", "p99", "p99.9", "max", "errors");
        table.row(
                name,
                Table.number(result.itemsPerSecond()),
                Table.number(result.calls() / result.seconds()),
                Table.number(result.millisAt(50)),
                Table.number(result.millisAt(90)),
                Table.number(result.millisAt(99)),
                Table.number(result.millisAt(99.9)),
                Table.number(result.maxMillis()),
                Long.toString(result.failures()));
        StringBuilder text = new StringBuilder(table.toString());
        result.errors()
                .forEach((reason, count) -> text.append("  ")
                        .append(count)
                        .append(" x ")
                        .append(reason)
                        .append('\n'));
        return text.toString();
    }

    String json() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("workload", name);
        fields.put("seconds", result.seconds());
        fields.put("calls", result.calls());
        fields.put("items", result.items());
        fields.put("itemsPerSecond", result.itemsPerSecond());
        fields.put("acknowledgedItems", result.acknowledged());
        fields.put(
                "latencyMillis",
                Map.of(
                        "p50", result.millisAt(50),
                        "p90", result.millisAt(90),
                        "p99", result.millisAt(99),
                        "p99.9", result.millisAt(99.9),
                        "max", result.maxMillis()));
        fields.put("errors", result.errors());
        return JsonFile.text(fields);
    }
}
