package io.serviceregistry.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.proto.v1.ChangeReason;
import io.serviceregistry.proto.v1.EffectiveStatus;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import io.serviceregistry.proto.v1.InstanceSpec;
import io.serviceregistry.proto.v1.WatchEvent;
import io.serviceregistry.proto.v1.WatchEventKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The checker is right about watches that tell what happened, and notices every lie told to it. */
class WatchCheckerTest {
    private static final long BASE = 10;
    private static final int INSTANCES = 4;
    private static final Predicate<Instance> UP =
            instance -> instance.getStatus() == EffectiveStatus.EFFECTIVE_STATUS_UP;
    private static final Predicate<Instance> ALL = instance -> true;

    private final SplittableRandom random = new SplittableRandom(7);
    private final Map<InstanceKey, Instance> state = new HashMap<>();
    private final List<Map<InstanceKey, Instance>> states = new ArrayList<>();
    private final List<WatchEvent> events = new ArrayList<>();
    private final WatchTruth truth;

    WatchCheckerTest() {
        state.put(key(0), instance(0, BASE, true));
        states.add(Map.copyOf(state));
        WatchStep.Synced base = new WatchStep.Synced(BASE, Map.copyOf(state));
        for (long revision = BASE + 1; revision <= BASE + 60; revision++) {
            happen(revision);
        }
        truth = new WatchTruth(base);
        truth.add(List.of(new WatchStep.Changed(BASE, last(), false, List.copyOf(events))));
    }

    private void happen(long revision) {
        int number = random.nextInt(INSTANCES);
        Instance before = state.get(key(number));
        WatchEvent.Builder event = WatchEvent.newBuilder()
                .setRevision(revision)
                .setKey(key(number))
                .setReason(ChangeReason.CHANGE_REASON_UPDATED)
                .setPreviousStatus(before == null ? EffectiveStatus.EFFECTIVE_STATUS_UNSPECIFIED : before.getStatus());
        if (before != null && random.nextInt(4) == 0) {
            state.remove(key(number));
            event.setKind(WatchEventKind.WATCH_EVENT_KIND_LEFT);
        } else {
            Instance after = instance(number, revision, random.nextBoolean());
            state.put(key(number), after);
            event.setInstance(after)
                    .setKind(
                            before == null
                                    ? WatchEventKind.WATCH_EVENT_KIND_JOINED
                                    : WatchEventKind.WATCH_EVENT_KIND_CHANGED);
        }
        events.add(event.build());
        states.add(Map.copyOf(state));
    }

    @Test
    void aWatchThatTellsEveryChangeIsClean() {
        assertThat(check(ALL, told(ALL))).isEmpty();
        assertThat(check(UP, told(UP))).isEmpty();
        assertThat(truth.firstMissing(last())).isEmpty();
        assertThat(truth.firstMissing(last() + 1)).contains(last() + 1);
    }

    @Test
    void aWatchThatIsToldInOneStepIsClean() {
        for (Predicate<Instance> filter : List.of(ALL, UP)) {
            List<WatchStep> steps = new ArrayList<>(told(filter).subList(0, 20));
            long from = position(steps);
            steps.add(coalesced(filter, from, last()));
            assertThat(check(filter, steps)).isEmpty();
            steps.set(steps.size() - 1, coalesced(filter, from, last() - 1));
            assertThat(check(filter, steps)).isEmpty();
        }
    }

    @Test
    void aResumedWatchIsClean() {
        List<WatchStep> steps = told(UP);
        for (int i = 1; i < steps.size(); i++) {
            List<WatchStep> resumed = new ArrayList<>(steps.subList(i, steps.size()));
            resumed.add(0, new WatchStep.Resumed(position(steps.subList(0, i))));
            assertThat(check(UP, resumed)).isEmpty();
        }
    }

    @Test
    void aStepThatIsLeftOutIsNoticed() {
        List<WatchStep> steps = told(ALL);
        for (int i = 1; i < steps.size(); i++) {
            List<WatchStep> less = new ArrayList<>(steps);
            less.remove(i);
            less.add(new WatchStep.Bookmark(last()));
            assertThat(check(ALL, less)).as("without step %s", i).isNotEmpty();
        }
    }

    @Test
    void aStepThatComesTwiceOrTooSoonIsNoticed() {
        List<WatchStep> steps = told(ALL);
        for (int i = 1; i < steps.size(); i++) {
            List<WatchStep> twice = new ArrayList<>(steps);
            twice.add(i, steps.get(i));
            assertThat(check(ALL, twice)).as("step %s twice", i).isNotEmpty();
            List<WatchStep> swapped = new ArrayList<>(steps);
            swapped.set(i, steps.get(i - 1));
            swapped.set(i - 1, steps.get(i));
            assertThat(check(ALL, swapped)).as("step %s too soon", i).isNotEmpty();
        }
    }

    @Test
    void anEventThatIsWrongIsNoticed() {
        List<WatchStep> steps = told(UP);
        for (int i = 1; i < steps.size(); i++) {
            WatchStep.Changed step = (WatchStep.Changed) steps.get(i);
            WatchEvent event = step.events().get(0);
            List<WatchEvent> wrong = new ArrayList<>(List.of(
                    event.toBuilder().setRevision(event.getRevision() - 1).build(),
                    event.toBuilder()
                            .setReason(ChangeReason.CHANGE_REASON_EXPIRED)
                            .build(),
                    event.toBuilder()
                            .setPreviousStatus(EffectiveStatus.EFFECTIVE_STATUS_LAPSED)
                            .build(),
                    event.toBuilder().setKey(key(INSTANCES)).build(),
                    event.toBuilder()
                            .setInstance(instance(0, 1, true))
                            .setKind(WatchEventKind.WATCH_EVENT_KIND_CHANGED)
                            .build()));
            for (WatchEvent lie : wrong) {
                List<WatchStep> lied = new ArrayList<>(steps);
                lied.set(i, new WatchStep.Changed(step.fromRevision(), step.toRevision(), false, List.of(lie)));
                assertThat(check(UP, lied)).as("%s instead of %s", lie, event).isNotEmpty();
            }
        }
    }

    @Test
    void aSnapshotThatIsWrongIsNoticed() {
        assertThat(check(ALL, List.of(new WatchStep.Synced(BASE, Map.of())))).isNotEmpty();
        assertThat(check(ALL, List.of(new WatchStep.Synced(last(), states.get(3)))))
                .isNotEmpty();
    }

    @Test
    void nothingIsJudgedWhereOnlyTheSumIsKnownAndEverythingAfterIt() {
        WatchTruth vague = new WatchTruth(new WatchStep.Synced(BASE, states.get(0)));
        List<WatchStep> steps = told(ALL);
        long from = position(steps.subList(0, 11));
        long to = position(steps.subList(0, 31));
        vague.add(steps.subList(0, 11));
        vague.add(List.of(coalesced(ALL, from, to)));
        vague.add(steps.subList(31, steps.size()));
        assertThat(vague.firstMissing(last())).contains(from + 1);
        assertThat(vague.digHoles(last())).isEqualTo(to - from);
        assertThat(vague.firstMissing(last())).isEmpty();

        assertThat(new WatchChecker("w", ALL, vague).check(steps)).isEmpty();
        assertThat(new WatchChecker("w", UP, vague).check(told(UP))).isEmpty();
        for (int i = 1; i < steps.size(); i++) {
            List<WatchStep> less = new ArrayList<>(steps);
            less.remove(i);
            List<Violation> found = new WatchChecker("w", ALL, vague).check(less);
            assertThat(found.isEmpty())
                    .as("without step %s", i)
                    .isEqualTo((i >= 10 && i <= 30) || i == steps.size() - 1);
        }
    }

    @Test
    void watchesOfEverythingMustAgree() {
        WatchEvent first = events.get(0);
        WatchEvent other =
                first.toBuilder().setReason(ChangeReason.CHANGE_REASON_EXPIRED).build();
        truth.add(List.of(new WatchStep.Changed(BASE, BASE + 1, false, List.of(other))));
        assertThat(truth.violations()).hasSize(1);
    }

    private List<Violation> check(Predicate<Instance> filter, List<WatchStep> steps) {
        return new WatchChecker("w", filter, truth).check(steps);
    }

    private long last() {
        return BASE + events.size();
    }

    /** What an honest watch tells, a step for each revision that matters. */
    private List<WatchStep> told(Predicate<Instance> filter) {
        List<WatchStep> steps = new ArrayList<>();
        steps.add(new WatchStep.Synced(BASE, matching(filter, BASE)));
        long from = BASE;
        for (WatchEvent event : events) {
            Instance before = states.get((int) (event.getRevision() - 1 - BASE)).get(event.getKey());
            boolean matched = before != null && filter.test(before);
            boolean matches = event.hasInstance() && filter.test(event.getInstance());
            if (matched || matches) {
                WatchEvent.Builder seen = event.toBuilder();
                if (!matches) {
                    seen.setKind(WatchEventKind.WATCH_EVENT_KIND_LEFT).clearInstance();
                } else {
                    seen.setKind(
                            matched ? WatchEventKind.WATCH_EVENT_KIND_CHANGED : WatchEventKind.WATCH_EVENT_KIND_JOINED);
                }
                steps.add(new WatchStep.Changed(from, event.getRevision(), false, List.of(seen.build())));
                from = event.getRevision();
            }
        }
        return steps;
    }

    private WatchStep coalesced(Predicate<Instance> filter, long from, long to) {
        Map<InstanceKey, Instance> before = matching(filter, from);
        Map<InstanceKey, Instance> after = matching(filter, to);
        List<WatchEvent> net = new ArrayList<>();
        for (int number = 0; number < INSTANCES; number++) {
            Instance was = before.get(key(number));
            Instance is = after.get(key(number));
            if (is != null && !is.equals(was)) {
                net.add(WatchEvent.newBuilder()
                        .setKey(key(number))
                        .setInstance(is)
                        .setKind(
                                was == null
                                        ? WatchEventKind.WATCH_EVENT_KIND_JOINED
                                        : WatchEventKind.WATCH_EVENT_KIND_CHANGED)
                        .build());
            } else if (is == null && was != null) {
                net.add(WatchEvent.newBuilder()
                        .setKey(key(number))
                        .setKind(WatchEventKind.WATCH_EVENT_KIND_LEFT)
                        .build());
            }
        }
        return new WatchStep.Changed(from, to, true, net);
    }

    private Map<InstanceKey, Instance> matching(Predicate<Instance> filter, long revision) {
        Map<InstanceKey, Instance> matching = new HashMap<>();
        states.get((int) (revision - BASE)).forEach((key, instance) -> {
            if (filter.test(instance)) {
                matching.put(key, instance);
            }
        });
        return matching;
    }

    private static long position(List<WatchStep> steps) {
        WatchStep step = steps.get(steps.size() - 1);
        return step instanceof WatchStep.Changed changed ? changed.toRevision() : ((WatchStep.Synced) step).revision();
    }

    private static InstanceKey key(int number) {
        return InstanceKey.newBuilder()
                .setNamespace("default")
                .setService("s")
                .setInstanceId("i-" + number)
                .build();
    }

    private static Instance instance(int number, long revision, boolean up) {
        return Instance.newBuilder()
                .setSpec(InstanceSpec.newBuilder().setKey(key(number)))
                .setStatus(up ? EffectiveStatus.EFFECTIVE_STATUS_UP : EffectiveStatus.EFFECTIVE_STATUS_DOWN)
                .setModifiedRevision(revision)
                .build();
    }
}
