package io.serviceregistry.bench.fault;

import java.util.Collection;
import java.util.List;

/** Times, as people want to know them. Immutable. */
final class Distribution {
    private final List<Long> ascending;

    /** Of times in nanoseconds. */
    Distribution(Collection<Long> nanos) {
        ascending = nanos.stream().sorted().toList();
    }

    /** The time in milliseconds that this share of all is not above; there must be one. */
    double millis(int percent) {
        int rank = (percent * ascending.size() + 99) / 100;
        return ascending.get(Math.max(0, rank - 1)) / 1e6;
    }

    @Override
    public String toString() {
        return ascending.isEmpty()
                ? "none"
                : "p50 %.0f ms, p90 %.0f ms, p99 %.0f ms, max %.0f ms"
                        .formatted(millis(50), millis(90), millis(99), millis(100));
    }
}
