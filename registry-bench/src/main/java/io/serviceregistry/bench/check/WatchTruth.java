package io.serviceregistry.bench.check;

import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What happened in a namespace, revision by revision, as several watches of everything tell it: they must agree. Used by one
 * thread.
 */
public final class WatchTruth {
    private final NavigableMap<Long, List<WatchEvent>> events = new TreeMap<>();
    private final List<Violation> violations = new ArrayList<>();
    private final long baseRevision;
    private final Map<InstanceKey, Instance> base;

    /** Begins with a state. */
    public WatchTruth(WatchStep.Synced first) {
        this.baseRevision = first.revision();
        this.base = Map.copyOf(first.instances());
    }

    /** Adds what a watch of everything tells. */
    public void add(List<WatchStep> steps) {
        for (WatchStep step : steps) {
            if (step instanceof WatchStep.Changed changed && !changed.coalesced()) {
                Map<Long, List<WatchEvent>> byRevision = new TreeMap<>();
                changed.events()
                        .forEach(event -> byRevision
                                .computeIfAbsent(event.getRevision(), revision -> new ArrayList<>())
                                .add(event));
                byRevision.forEach(this::add);
            }
        }
    }

    private void add(long revision, List<WatchEvent> told) {
        if (revision <= baseRevision) {
            return;
        }
        List<WatchEvent> known = events.putIfAbsent(revision, told);
        if (known != null && !known.equals(told)) {
            violations.add(new Violation(
                    "Reliable",
                    "two watches of everything tell revision " + revision + " differently: " + known + told));
        }
    }

    /** The revision that it begins with. */
    public long baseRevision() {
        return baseRevision;
    }

    /** The state that it begins with. */
    public Map<InstanceKey, Instance> base() {
        return base;
    }

    /** The first revision up to one that nobody told; every one has an event. */
    public Optional<Long> firstMissing(long toRevision) {
        for (long revision = baseRevision + 1; revision <= toRevision; revision++) {
            if (!events.containsKey(revision)) {
                return Optional.of(revision);
            }
        }
        return Optional.empty();
    }

    /** What happened from after one revision up to another, in order. */
    public List<WatchEvent> between(long fromRevision, long toRevision) {
        return events.subMap(fromRevision, false, toRevision, true).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    /** Where the watches of everything contradict each other. */
    public List<Violation> violations() {
        return violations;
    }

    /** How many changes it knows. */
    public int size() {
        return events.values().stream().mapToInt(List::size).sum();
    }

    /** A state that events lead from and to. */
    static final class Replay {
        private final WatchTruth truth;
        private final Map<InstanceKey, Instance> state;
        private long revision;

        Replay(WatchTruth truth) {
            this.truth = truth;
            this.state = new HashMap<>(truth.base);
            this.revision = truth.baseRevision;
        }

        long revision() {
            return revision;
        }

        Map<InstanceKey, Instance> state() {
            return state;
        }

        /** An instance before and after what happened to it. */
        record Turn(WatchEvent event, Optional<Instance> before, Optional<Instance> after) {
            EffectiveStatus previousStatus() {
                return before.map(Instance::getStatus).orElse(EffectiveStatus.EFFECTIVE_STATUS_UNSPECIFIED);
            }
        }

        /** Goes on to a revision; what happened on the way. */
        List<Turn> advance(long toRevision) {
            List<Turn> turns = new ArrayList<>();
            for (WatchEvent event : truth.between(revision, toRevision)) {
                Optional<Instance> before = Optional.ofNullable(state.get(event.getKey()));
                if (event.hasInstance()) {
                    state.put(event.getKey(), event.getInstance());
                } else {
                    state.remove(event.getKey());
                }
                turns.add(new Turn(event, before, Optional.ofNullable(state.get(event.getKey()))));
            }
            revision = Math.max(revision, toRevision);
            return turns;
        }
    }
}
