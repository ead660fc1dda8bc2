package io.serviceregistry.bench.check;

import io.serviceregistry.bench.check.WatchTruth.Replay;
import io.serviceregistry.bench.check.WatchTruth.Replay.Turn;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchEventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Judges one watch, over all its streams, by what happened: the guarantees of docs/guarantees.md, by their names. Used once, by
 * one thread.
 */
public final class WatchChecker {
    private static final int MAX_VIOLATIONS = 3; // what follows the first is mostly its consequence

    private final String name;
    private final Predicate<Instance> matches;
    private final WatchTruth truth;
    private final Replay replay;
    private final List<Violation> violations = new ArrayList<>();
    private long position;

    /**
     * A judge of a watch.
     *
     * @param matches whether an instance that is there matches
     */
    public WatchChecker(String name, Predicate<Instance> matches, WatchTruth truth) {
        this.name = name;
        this.matches = matches;
        this.truth = truth;
        this.replay = new Replay(truth);
        this.position = truth.baseRevision();
    }

    /** What was broken. */
    public List<Violation> check(List<WatchStep> steps) {
        for (WatchStep step : steps.subList(olderThan(truth, steps), steps.size())) {
            if (violations.size() >= MAX_VIOLATIONS) {
                break;
            }
            long to = step.toRevision();
            if (to > position && truth.isVague(Math.min(position, beginning(step)), to)) {
                moveTo(to); // whatever it tells, and until it has left the hole
            } else if (step instanceof WatchStep.Synced synced) {
                synced(synced);
            } else if (step instanceof WatchStep.Resumed resumed) {
                moveTo(resumed.revision());
            } else if (step instanceof WatchStep.Changed changed) {
                changed(changed);
            } else if (step instanceof WatchStep.Bookmark bookmark) {
                bookmark(bookmark);
            }
        }
        return violations;
    }

    /** How many of the first steps are older than what is known of what happened: they are not judged. */
    static int olderThan(WatchTruth truth, List<WatchStep> steps) {
        return (int) steps.stream()
                .takeWhile(step -> step.toRevision() < truth.baseRevision()
                        || (step instanceof WatchStep.Changed && step.toRevision() == truth.baseRevision()))
                .count();
    }

    private static long beginning(WatchStep step) {
        return step instanceof WatchStep.Changed changed ? changed.fromRevision() : step.toRevision();
    }

    private void synced(WatchStep.Synced synced) {
        if (moveTo(synced.revision())) {
            Map<InstanceKey, Instance> expected = new HashMap<>();
            replay.state().forEach((key, instance) -> {
                if (matches.test(instance)) {
                    expected.put(key, instance);
                }
            });
            if (!expected.equals(synced.instances())) {
                violated(
                        "InitialState",
                        "at revision " + synced.revision() + ": " + difference(expected, synced.instances()));
            }
        }
    }

    private boolean moveTo(long revision) {
        if (revision < position) {
            violated("Ordered", "revision " + revision + " after " + position);
            return false;
        }
        replay.advance(revision);
        position = revision;
        return true;
    }

    private void bookmark(WatchStep.Bookmark bookmark) {
        if (bookmark.revision() < position) {
            violated("Ordered", "a bookmark at " + bookmark.revision() + " after " + position);
            return;
        }
        quiet("Bookmarkable", bookmark.revision());
    }

    /** Goes on to a revision before which, taken together, nothing that matches has changed. */
    private void quiet(String promise, long toRevision) {
        Map<InstanceKey, WatchEvent> missed = net(replay.advance(toRevision));
        if (!missed.isEmpty()) {
            violated(promise, "up to " + toRevision + " from " + position + " was not told: " + missed.values());
        }
        position = toRevision;
    }

    private void changed(WatchStep.Changed changed) {
        if (changed.fromRevision() < position || changed.toRevision() <= changed.fromRevision()) {
            violated(
                    "Ordered",
                    "changes from " + changed.fromRevision() + " to " + changed.toRevision() + " after " + position);
            return;
        }
        quiet("Reliable", changed.fromRevision());
        List<Turn> turns = replay.advance(changed.toRevision());
        position = changed.toRevision();
        if (changed.coalesced()) {
            coalesced(changed, net(turns));
        } else {
            each(changed, turns);
        }
    }

    private void each(WatchStep.Changed changed, List<Turn> turns) {
        List<WatchEvent> expected = new ArrayList<>();
        turns.forEach(turn -> event(turn, turn.before()).ifPresent(expected::add));
        if (!expected.equals(changed.events())) {
            violated(
                    "Reliable, Unique, Filtered",
                    "from " + changed.fromRevision() + " to " + changed.toRevision() + " expected " + expected + " but "
                            + changed.events());
        }
    }

    private void coalesced(WatchStep.Changed changed, Map<InstanceKey, WatchEvent> expected) {
        Map<InstanceKey, WatchEvent> told = new HashMap<>();
        for (WatchEvent event : changed.events()) {
            if (told.put(event.getKey(), outcome(event)) != null) {
                violated("Reliable", "two events of " + event.getKey() + " in one coalesced step");
            }
        }
        // What is as it was before may be told as changed.
        told.forEach((key, event) -> {
            if (event.getKind() == WatchEventKind.WATCH_EVENT_KIND_CHANGED && !expected.containsKey(key)) {
                expected.put(
                        key,
                        event.toBuilder().setInstance(replay.state().get(key)).build());
            }
        });
        if (!expected.equals(told)) {
            violated(
                    "Reliable",
                    "coalesced from " + changed.fromRevision() + " to " + changed.toRevision() + ": "
                            + difference(expected, told));
        }
    }

    /** What several turns come to: kind and instance of each that is not as it was. */
    private Map<InstanceKey, WatchEvent> net(List<Turn> turns) {
        Map<InstanceKey, Optional<Instance>> firsts = new LinkedHashMap<>();
        Map<InstanceKey, Turn> lasts = new HashMap<>();
        for (Turn turn : turns) {
            firsts.putIfAbsent(turn.event().getKey(), turn.before());
            lasts.put(turn.event().getKey(), turn);
        }
        Map<InstanceKey, WatchEvent> net = new HashMap<>();
        firsts.forEach((key, before) -> {
            Turn last = lasts.get(key);
            if (last != null && !before.equals(last.after())) {
                event(last, before).ifPresent(event -> net.put(key, outcome(event)));
            }
        });
        return net;
    }

    private Optional<WatchEvent> event(Turn turn, Optional<Instance> before) {
        boolean matched = before.filter(matches).isPresent();
        boolean now = turn.after().filter(matches).isPresent();
        if (!matched && !now) {
            return Optional.empty();
        }
        WatchEvent.Builder event = WatchEvent.newBuilder()
                .setKind(
                        !now
                                ? WatchEventKind.WATCH_EVENT_KIND_LEFT
                                : matched
                                        ? WatchEventKind.WATCH_EVENT_KIND_CHANGED
                                        : WatchEventKind.WATCH_EVENT_KIND_JOINED)
                .setRevision(turn.event().getRevision())
                .setKey(turn.event().getKey())
                .setPreviousStatus(turn.previousStatus())
                .setReason(turn.event().getReason());
        if (now) {
            turn.after().ifPresent(event::setInstance);
        }
        return Optional.of(event.build());
    }

    /** What is compared of a coalesced event: the way is not told. */
    private static WatchEvent outcome(WatchEvent event) {
        return event.toBuilder()
                .clearRevision()
                .clearReason()
                .setPreviousStatus(EffectiveStatus.EFFECTIVE_STATUS_UNSPECIFIED)
                .build();
    }

    private static <V> String difference(Map<InstanceKey, V> expected, Map<InstanceKey, V> told) {
        StringBuilder text = new StringBuilder();
        expected.forEach((key, value) -> {
            if (!value.equals(told.get(key))) {
                text.append(key.getService() + '/' + key.getInstanceId() + " expected " + value + " but "
                        + told.get(key) + "; ");
            }
        });
        told.forEach((key, value) -> {
            if (!expected.containsKey(key)) {
                text.append(key.getService() + '/' + key.getInstanceId() + " not expected: " + value + "; ");
            }
        });
        return text.toString().replace('\n', ' ');
    }

    private void violated(String promise, String what) {
        violations.add(new Violation(promise, name + ": " + what));
    }
}
