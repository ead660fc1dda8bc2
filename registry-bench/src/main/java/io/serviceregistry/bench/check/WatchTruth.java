package io.serviceregistry.bench.check;

import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchEvent;
import java.util.ArrayList;
import java.util.Comparator;
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
    private final List<WatchStep.Changed> coalesced = new ArrayList<>();
    private final List<Hole> holes = new ArrayList<>();
    private final List<Violation> violations = new ArrayList<>();
    private final long baseRevision;
    private final Map<InstanceKey, Instance> base;

    /** Revisions after one and up to another of which only is known what they came to. */
    record Hole(long fromRevision, long toRevision) {
        boolean touches(long from, long to) {
            return from < toRevision && to > fromRevision;
        }
    }

    /** Begins with a state. */
    public WatchTruth(WatchStep.Synced first) {
        this.baseRevision = first.revision();
        this.base = Map.copyOf(first.instances());
    }

    /** Adds what a watch of everything tells. */
    public void add(List<WatchStep> steps) {
        for (WatchStep step : steps) {
            if (step instanceof WatchStep.Changed changed && changed.coalesced()) {
                coalesced.add(changed);
            } else if (step instanceof WatchStep.Changed changed) {
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

    /**
     * Where every watch of everything was so far behind that it was told what many changes came to, no more is known: such
     * stretches become holes, in which nothing is judged. To be called once, after everything was added.
     *
     * @return how many revisions are in holes
     */
    public long digHoles(long toRevision) {
        Optional<Long> missing = firstMissing(toRevision);
        while (missing.isPresent()) {
            long revision = missing.get();
            Optional<WatchStep.Changed> step = coalesced.stream()
                    .filter(each -> each.fromRevision() < revision && each.toRevision() >= revision)
                    .filter(each -> each.fromRevision() >= baseRevision)
                    .min(Comparator.comparingLong(each -> each.toRevision() - each.fromRevision()));
            if (step.isEmpty()) {
                break;
            }
            dig(step.get());
            missing = firstMissing(toRevision);
        }
        return holes.stream()
                .mapToLong(hole -> hole.toRevision() - hole.fromRevision())
                .sum();
    }

    private void dig(WatchStep.Changed step) {
        holes.add(new Hole(step.fromRevision(), step.toRevision()));
        for (long revision = step.fromRevision() + 1; revision < step.toRevision(); revision++) {
            events.put(revision, List.of());
        }
        events.put(step.toRevision(), step.events());
    }

    /** True when less than everything is known of what happened from one revision to another. */
    boolean isVague(long fromRevision, long toRevision) {
        return fromRevision < baseRevision || holes.stream().anyMatch(hole -> hole.touches(fromRevision, toRevision));
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
