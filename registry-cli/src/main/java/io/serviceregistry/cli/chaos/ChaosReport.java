package io.serviceregistry.cli.chaos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How it ended.
 *
 * @param counts what was done, in the order to show it
 * @param skipped what was asked for and could not be done, and why
 * @param violations the promises that were not kept, each by its name in docs/guarantees.md; none means clean
 */
public record ChaosReport(Map<String, Long> counts, List<String> skipped, List<String> violations) {
    public ChaosReport {
        counts = new LinkedHashMap<>(counts);
        skipped = List.copyOf(skipped);
        violations = List.copyOf(violations);
    }

    /** True when nothing is wrong. */
    public boolean isClean() {
        return violations.isEmpty();
    }
}
