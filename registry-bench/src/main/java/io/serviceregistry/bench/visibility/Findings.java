package io.serviceregistry.bench.visibility;

import io.serviceregistry.bench.check.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What went wrong in a run: promises that were not kept, and calls that failed, which is no promise broken but leaves figures out.
 * Thread-safe.
 */
final class Findings {
    /** More of them say nothing new. */
    private static final int MAX_VIOLATIONS = 1_000;

    private final List<Violation> violations = new ArrayList<>(); // guarded by this, as is failures
    private final Map<String, Long> failures = new TreeMap<>();

    /** A promise was not kept. */
    synchronized void violated(String promise, String what) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(promise, what));
        }
    }

    /** A call failed, or what it should have led to cannot be told. */
    synchronized void failed(String reason) {
        failures.merge(reason, 1L, Long::sum);
    }

    synchronized List<Violation> violations() {
        return List.copyOf(violations);
    }

    /** How many, by reason. */
    synchronized Map<String, Long> failures() {
        return new TreeMap<>(failures);
    }
}
