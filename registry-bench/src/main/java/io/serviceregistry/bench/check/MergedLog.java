package io.serviceregistry.bench.check;

import io.serviceregistry.bench.history.ExportedLog;
import io.serviceregistry.bench.model.Effect;
import io.serviceregistry.bench.model.Model;
import io.serviceregistry.proto.log.v1.ExportedEntry;
import io.serviceregistry.proto.log.v1.SnapshotRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The one log that the logs of all nodes make, and whether they do: where a majority has the same entry, every node has it, unless
 * its log ends in entries that were never committed. Immutable.
 *
 * @param state before the first entry; none when the entries are all that there ever were
 * @param entries the committed ones, without a gap
 * @param uncommitted the others, of any node: nobody may have been told of them
 * @param violations where the logs contradict each other
 */
public record MergedLog(
        List<SnapshotRecord> state,
        List<ExportedEntry> entries,
        List<ExportedEntry> uncommitted,
        List<Violation> violations) {
    /** Told of each entry by a replay. */
    public interface Visitor {
        /** Before the first entry. */
        default void begin(Model model) {}

        /** After an entry, {@code effects} what its commands came to. */
        void after(ExportedEntry entry, List<Effect> effects, Model model);
    }

    /**
     * Merges the logs of nodes.
     *
     * @throws IllegalArgumentException when they do not reach each other: some of the log is in none of them
     */
    public static MergedLog of(List<ExportedLog> logs) {
        SortedMap<Long, Map<ExportedEntry, Integer>> votes = new TreeMap<>();
        for (ExportedLog log : logs) {
            for (ExportedEntry entry : log.entries()) {
                votes.computeIfAbsent(entry.getIndex(), index -> new HashMap<>())
                        .merge(entry, 1, Integer::sum);
            }
        }
        ExportedLog longest = logs.stream()
                .min(Comparator.comparingLong(ExportedLog::stateIndex))
                .orElseThrow(() -> new IllegalArgumentException("no logs"));
        long committed = votes.entrySet().stream()
                .filter(here -> here.getValue().values().stream().anyMatch(count -> 2 * count > logs.size()))
                .mapToLong(Map.Entry::getKey)
                .max()
                .orElse(longest.stateIndex());
        List<ExportedEntry> entries = new ArrayList<>();
        for (long index = longest.stateIndex() + 1; index <= committed; index++) {
            Map<ExportedEntry, Integer> here = votes.get(index);
            if (here == null) {
                throw new IllegalArgumentException("entry " + index + " is in none of the logs");
            }
            entries.add(most(here));
        }
        List<ExportedEntry> uncommitted = new ArrayList<>();
        votes.tailMap(committed + 1).values().forEach(here -> uncommitted.addAll(here.keySet()));
        return new MergedLog(longest.state(), entries, uncommitted, contradictions(logs, entries));
    }

    private static ExportedEntry most(Map<ExportedEntry, Integer> here) {
        return here.entrySet().stream()
                .max(Map.Entry.<ExportedEntry, Integer>comparingByValue()
                        .thenComparing(entry -> entry.getKey().getTerm()))
                .orElseThrow()
                .getKey();
    }

    /** Logs that are equal at an entry are equal before it; what follows a difference was never committed. */
    private static List<Violation> contradictions(List<ExportedLog> logs, List<ExportedEntry> merged) {
        List<Violation> violations = new ArrayList<>();
        long first = merged.isEmpty() ? 0 : merged.get(0).getIndex();
        for (ExportedLog log : logs) {
            ExportedEntry differing = null;
            for (ExportedEntry entry : log.entries()) {
                long place = entry.getIndex() - first;
                if (place < 0 || place >= merged.size()) {
                    continue;
                }
                boolean same = merged.get((int) place).equals(entry);
                if (same && differing != null) {
                    violations.add(new Violation(
                            "SingleLeaderPerTerm",
                            log.node() + " has another entry " + differing.getIndex() + " of term "
                                    + differing.getTerm() + " than the majority, and the same one at "
                                    + entry.getIndex()));
                    break;
                }
                differing = same || differing != null ? differing : entry;
            }
        }
        return violations;
    }

    /** The index of the first entry that can be replayed. */
    public long firstIndex() {
        return state.isEmpty() ? 0 : state.get(0).getHeader().getLogIndex() + 1;
    }

    /** The index of the last committed entry. */
    public long lastIndex() {
        return firstIndex() + entries.size() - 1;
    }

    /** Applies every entry to the model, and tells the visitors. */
    public Model replay(List<? extends Visitor> visitors) {
        Model model = state.isEmpty() ? new Model() : new Model(state);
        visitors.forEach(visitor -> visitor.begin(model));
        for (ExportedEntry entry : entries) {
            List<Effect> effects = List.of();
            if (entry.hasEntry()) {
                effects = model.apply(entry.getIndex(), entry.getTerm(), entry.getEntry());
            } else {
                model.skip(entry.getIndex(), entry.getTerm());
            }
            for (Visitor visitor : visitors) {
                visitor.after(entry, effects, model);
            }
        }
        return model;
    }
}
