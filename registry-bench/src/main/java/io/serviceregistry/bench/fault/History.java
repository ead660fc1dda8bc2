package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Read;
import io.serviceregistry.bench.check.RegisterChecker;
import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.bench.check.Write;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that the writers and readers of a run did and heard. Thread-safe. */
final class History {
    private final List<Write> writes = new ArrayList<>();
    private final Map<String, Write> underWay = new HashMap<>();
    private final List<Read> reads = new ArrayList<>();
    private final Map<String, Long> appliedThrough = new HashMap<>();
    private final Map<String, Long> readThrough = new HashMap<>();
    private final SortedMap<String, Long> failures = new TreeMap<>();
    private long readFromSick;
    private long lastLogIndex;
    private long lastAppliedCallNanos = Long.MIN_VALUE;

    /** A write is about to be called: until it is added, its outcome is open. */
    synchronized void begin(Write indeterminate) {
        underWay.put(indeterminate.key(), indeterminate);
    }

    /** A write that was begun has ended. */
    synchronized void add(Write write) {
        underWay.remove(write.key());
        writes.add(write);
        lastLogIndex = Math.max(lastLogIndex, write.logIndex());
        if (write.outcome() == Write.Outcome.APPLIED) {
            appliedThrough.merge(write.node(), 1L, Long::sum);
            lastAppliedCallNanos = Math.max(lastAppliedCallNanos, write.callNanos());
        }
    }

    synchronized void add(Read read) {
        reads.add(read);
        lastLogIndex = Math.max(lastLogIndex, read.logIndex());
        readThrough.merge(read.node(), 1L, Long::sum);
    }

    /** The node that a fault was aimed at answered a read. */
    synchronized void addFromSick(Read read) {
        readFromSick++;
        add(read);
    }

    /** How many reads were answered by a node while a fault was aimed at it or it had not healed. */
    synchronized long readFromSick() {
        return readFromSick;
    }

    /** Counts an attempt that failed, by its reason. */
    synchronized void failed(String kind, String reason) {
        failures.merge(kind + ' ' + reason, 1L, Long::sum);
    }

    /** How many writes were acknowledged through a node. */
    synchronized long applied(String node) {
        return appliedThrough.getOrDefault(node, 0L);
    }

    /** How many linearizable reads a node has answered. */
    synchronized long read(String node) {
        return readThrough.getOrDefault(node, 0L);
    }

    /** How many writes ended so. */
    synchronized long count(Write.Outcome outcome) {
        return writes.stream().filter(write -> write.outcome() == outcome).count();
    }

    synchronized long reads() {
        return reads.size();
    }

    /** When the acknowledged write that was called last was called. */
    synchronized long lastAppliedCallNanos() {
        return lastAppliedCallNanos;
    }

    /** The highest log index that any answer told of. */
    synchronized long lastLogIndex() {
        return lastLogIndex;
    }

    synchronized SortedMap<String, Long> failures() {
        return new TreeMap<>(failures);
    }

    /** Judges what there is so far. */
    List<Violation> check() {
        List<Write> theWrites;
        List<Read> theReads;
        synchronized (this) {
            theReads = List.copyOf(reads);
            theWrites = new ArrayList<>(writes);
            theWrites.addAll(underWay.values());
        }
        return RegisterChecker.check(theWrites, theReads);
    }

    /** Writes all of it into a file, a line for each operation. */
    synchronized void save(Path file) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (Write write : writes) {
                lines.append(write.toString()).append('\n');
            }
            for (Read read : reads) {
                lines.append(read.toString()).append('\n');
            }
        }
    }
}
