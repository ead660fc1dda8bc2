package io.serviceregistry.node.service;

import io.serviceregistry.node.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Finds the state that a backup is made of. Thread-safe, never blocks. */
public final class Backups {
    private final String version;
    private final ReadConsistency reads;
    private final AdmissionControl admission;
    private final Clock clock;

    /**
     * Of a node.
     *
     * @param version the node's
     */
    public Backups(String version, ReadConsistency reads, AdmissionControl admission, Clock clock) {
        this.version = version;
        this.reads = reads;
        this.admission = admission;
        this.clock = clock;
    }

    /**
     * The state to write: immutable, so that the registry goes on meanwhile.
     *
     * @return completes exceptionally as every read does
     * @throws InvalidFieldException when the options contradict each other
     * @throws NotServingException when another node must be asked
     */
    public CompletableFuture<ReadView> state(ReadOptions read, Duration budget) {
        read.check("read");
        admission.admit();
        return reads.view(read, budget).thenApply(from -> {
            admission.requireRightState();
            return from;
        });
    }

    /** The version of this node. */
    public String version() {
        return version;
    }

    /** The wall time, for people. */
    public long wallMillis() {
        return clock.wallMillis();
    }
}
