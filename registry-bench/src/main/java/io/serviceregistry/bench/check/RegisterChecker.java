package io.serviceregistry.bench.check;

import io.serviceregistry.bench.check.Read.Seen;
import io.serviceregistry.bench.check.Write.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether a history of single-key writes and atomic multi-key reads is linearizable, by the order that the answers
 * themselves claim: the revision.
 *
 * <p>What is asked of that order:
 *
 * <ol>
 *   <li>It is one order: revisions are unique, and the places in the log are in the same order.
 *   <li>It agrees with real time: a write that returned before another was called comes first.
 *   <li>A read is answered from a revision and a log index not older than anything acknowledged, or read, anywhere before
 *       it was called.
 *   <li>A read shows of each key exactly the last write at or before its revision: nothing lost, nothing never written,
 *       nothing called after the read had returned, nothing that was said not to be applied.
 * </ol>
 *
 * <p>If all four hold, the revisions are a linearization: each write takes effect between call and return at its place,
 * each read at its revision, and every read returns the state of that place. An indeterminate write takes its place from
 * the first read that shows it; one that no read shows has no effect that anyone could tell.
 *
 * <p>Everything is sorted once; nothing is searched. One use, one thread.
 */
public final class RegisterChecker {
    private static final int MAX_VIOLATIONS = 100; // one defect breaks many reads: enough to understand it

    /** A write with its place, and when it was known to have happened. */
    private record Placed(Write write, long revision, long knownNanos) {}

    private record Known(long atNanos, long revision, long logIndex, String what) {}

    private final List<Write> writes;
    private final List<Read> reads;
    private final List<Violation> violations = new ArrayList<>();

    private RegisterChecker(List<Write> writes, List<Read> reads) {
        this.writes = writes;
        this.reads = reads;
    }

    /** The violations of a history, at most some hundred. */
    public static List<Violation> check(List<Write> writes, List<Read> reads) {
        RegisterChecker checker = new RegisterChecker(writes, reads);
        checker.run();
        return checker.violations;
    }

    private void run() {
        Map<String, Map<Integer, Write>> byValue = new HashMap<>();
        for (Write write : writes) {
            if (write.value() != Write.ABSENT) {
                byValue.computeIfAbsent(write.key(), key -> new HashMap<>()).put(write.value(), write);
            }
        }
        List<Placed> placed = new ArrayList<>();
        for (Write write : writes) {
            if (write.outcome() == Outcome.APPLIED) {
                placed.add(new Placed(write, write.revision(), write.returnNanos()));
            }
        }
        placed.addAll(witnessed(byValue));
        placed.sort(Comparator.comparingLong(Placed::revision));
        checkOrder(placed);
        checkRecency();
        checkContents(placed);
    }

    /** Judges what reads show on its own, and gives the indeterminate writes that were shown their place. */
    private List<Placed> witnessed(Map<String, Map<Integer, Write>> byValue) {
        Map<Write, Placed> found = new HashMap<>();
        for (Read read : reads) {
            read.seen().forEach((key, seen) -> {
                if (seen.value() == Write.ABSENT) {
                    return;
                }
                Write write = byValue.getOrDefault(key, Map.of()).get(seen.value());
                if (write == null) {
                    violated(
                            "Linearizable", read.describe() + " shows " + key + '=' + seen.value() + ": never written");
                    return;
                }
                judge(read, seen, write);
                if (write.outcome() == Outcome.INDETERMINATE) {
                    Placed here = new Placed(write, seen.revision(), read.returnNanos());
                    Placed first = found.merge(
                            write, here, (one, other) -> one.knownNanos() <= other.knownNanos() ? one : other);
                    if (first.revision() != seen.revision()) {
                        violated(
                                "ExactlyOnce",
                                write.describe() + " took effect at revision " + first.revision() + " and at "
                                        + seen.revision());
                    }
                }
            });
        }
        return new ArrayList<>(found.values());
    }

    private void judge(Read read, Seen seen, Write write) {
        if (write.outcome() == Outcome.NOT_APPLIED) {
            violated("HonestErrors", read.describe() + " shows " + write.describe() + ", said not to be applied");
        }
        if (write.callNanos() > read.returnNanos()) {
            violated("Linearizable", read.describe() + " shows " + write.describe() + " before it was called");
        }
        if (seen.revision() > read.revision()) {
            violated(
                    "Linearizable", read.describe() + " shows " + write.describe() + " of revision " + seen.revision());
        }
        if (write.outcome() == Outcome.APPLIED && seen.revision() != write.revision()) {
            violated(
                    "ExactlyOnce",
                    read.describe() + " shows " + write.describe() + " with revision " + seen.revision());
        }
    }

    private void checkOrder(List<Placed> placed) {
        for (int i = 1; i < placed.size(); i++) {
            Write one = placed.get(i - 1).write();
            Write next = placed.get(i).write();
            if (placed.get(i - 1).revision() == placed.get(i).revision()) {
                violated("Linearizable", one.describe() + " and " + next.describe() + " claim one revision");
            }
            if (one.outcome() == Outcome.APPLIED && next.outcome() == Outcome.APPLIED && !isBefore(one, next)) {
                violated("Linearizable", one.describe() + " is not before " + next.describe() + " in the log");
            }
        }
        long earliest = Long.MAX_VALUE;
        for (int i = placed.size() - 1; i >= 0; i--) {
            Write write = placed.get(i).write();
            if (write.callNanos() > earliest) {
                violated("Linearizable", write.describe() + " was called after a later write had returned");
            }
            earliest = Math.min(earliest, placed.get(i).knownNanos());
        }
    }

    private static boolean isBefore(Write one, Write next) {
        return one.logIndex() < next.logIndex()
                || (one.logIndex() == next.logIndex() && one.commandIndex() < next.commandIndex());
    }

    /** No read from a state older than one that somebody had been told of before the read was called. */
    private void checkRecency() {
        List<Known> known = new ArrayList<>();
        for (Write write : writes) {
            if (write.outcome() == Outcome.APPLIED) {
                known.add(new Known(write.returnNanos(), write.revision(), write.logIndex(), write.describe()));
            }
        }
        reads.forEach(
                read -> known.add(new Known(read.returnNanos(), read.revision(), read.logIndex(), read.describe())));
        known.sort(Comparator.comparingLong(Known::atNanos));
        List<Read> byCall = new ArrayList<>(reads);
        byCall.sort(Comparator.comparingLong(Read::callNanos));
        int next = 0;
        Known newest = null;
        Known furthest = null;
        for (Read read : byCall) {
            for (; next < known.size() && known.get(next).atNanos() < read.callNanos(); next++) {
                Known candidate = known.get(next);
                newest = newest == null || candidate.revision() > newest.revision() ? candidate : newest;
                furthest = furthest == null || candidate.logIndex() > furthest.logIndex() ? candidate : furthest;
            }
            if (newest != null && read.revision() < newest.revision()) {
                stale(read, newest);
            } else if (furthest != null && read.logIndex() < furthest.logIndex()) {
                stale(read, furthest);
            }
        }
    }

    private void stale(Read read, Known known) {
        violated(
                "Linearizable",
                "stale: " + read.describe() + ", was called " + (read.callNanos() - known.atNanos()) / 1_000
                        + " us after the answer to " + known.what());
    }

    private void checkContents(List<Placed> placed) {
        Map<String, TreeMap<Long, Write>> byKey = new HashMap<>();
        placed.forEach(place -> byKey.computeIfAbsent(place.write().key(), key -> new TreeMap<>())
                .put(place.revision(), place.write()));
        // Without a reader an indeterminate removal has no place: what follows it may be missing for that reason.
        Set<String> removedInDoubt = new HashSet<>();
        for (Write write : writes) {
            if (write.outcome() == Outcome.INDETERMINATE && write.value() == Write.ABSENT) {
                removedInDoubt.add(write.key());
            }
        }
        for (Read read : reads) {
            read.seen().forEach((key, seen) -> {
                TreeMap<Long, Write> history = byKey.get(key);
                var last = history == null ? null : history.floorEntry(read.revision());
                int expected = last == null ? Write.ABSENT : last.getValue().value();
                boolean missing = seen.value() == Write.ABSENT && expected != Write.ABSENT;
                if (seen.value() != expected && !(missing && removedInDoubt.contains(key))) {
                    violated(
                            missing ? "AckedMeansDurable" : "Linearizable",
                            read.describe() + " shows " + key + '=' + seen.value() + " although "
                                    + (last == null
                                            ? "nothing was written"
                                            : last.getValue().describe() + " is the last write before it"));
                }
            });
        }
    }

    private void violated(String promise, String what) {
        if (violations.size() < MAX_VIOLATIONS) {
            violations.add(new Violation(promise, what));
        }
    }
}
