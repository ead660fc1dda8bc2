package io.serviceregistry.cli.chaos;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** What the users of the cluster have seen. Thread-safe. */
final class Findings {
    private final LongAdder writes = new LongAdder();
    private final LongAdder reads = new LongAdder();
    private final LongAdder failedWrites = new LongAdder();
    private final LongAdder failedReads = new LongAdder();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    void wrote() {
        writes.increment();
    }

    void read() {
        reads.increment();
    }

    void writeFailed() {
        failedWrites.increment();
    }

    void readFailed() {
        failedReads.increment();
    }

    /** A promise was not kept; its name, and how. */
    void violated(String what) {
        violations.add(what);
    }

    long writes() {
        return writes.sum();
    }

    long reads() {
        return reads.sum();
    }

    long failedWrites() {
        return failedWrites.sum();
    }

    long failedReads() {
        return failedReads.sum();
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
