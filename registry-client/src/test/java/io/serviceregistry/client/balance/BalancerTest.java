package io.serviceregistry.client.balance;

import static io.serviceregistry.client.EffectiveStatus.DOWN;
import static io.serviceregistry.client.EffectiveStatus.DRAINING;
import static io.serviceregistry.client.EffectiveStatus.LAPSED;
import static io.serviceregistry.client.testkit.Instances.inZone;
import static io.serviceregistry.client.testkit.Instances.registeredAgain;
import static io.serviceregistry.client.testkit.Instances.snapshot;
import static io.serviceregistry.client.testkit.Instances.up;
import static io.serviceregistry.client.testkit.Instances.weighted;
import static io.serviceregistry.client.testkit.Instances.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.ServiceSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BalancerTest {

    private final AtomicLong nowNanos = new AtomicLong();
    private final OutlierEjection outliers = new OutlierEjection(OutlierLimits.DEFAULT, nowNanos::get);
    private volatile ServiceSnapshot snapshot = snapshot(up("a"), up("b"), up("c"));

    @Nested
    class WithNothingSet {

        private final Balancer balancer = Balancer.over(() -> snapshot).build();

        @Test
        void callsGoRoundTheHealthyOnes() {
            snapshot = snapshot(up("a"), with(DOWN, up("b")), up("c"), with(DRAINING, up("d")));
            for (int round = 0; round < 5; round++) {
                assertThat(List.of(call(balancer), call(balancer))).containsExactlyInAnyOrder("a", "c");
            }
        }

        @Test
        void callsFollowTheSnapshot() {
            call(balancer);
            snapshot = snapshot(up("d"));
            assertThat(call(balancer)).isEqualTo("d");
        }

        @Test
        void callsGoToWhoeverCouldAnswerWhenNoneIsHealthy() {
            snapshot = snapshot(with(LAPSED, up("a")), with(DRAINING, up("b")));
            assertThat(call(balancer)).isEqualTo("a");
            assertThat(balancer.selections()).extracting(Selection::verdict).containsExactly(PanicRule.PANIC);
        }
    }

    @Nested
    class WithoutAnInstance {

        private final Balancer balancer =
                Balancer.over(() -> snapshot).name("payments").build();

        @Test
        void theExceptionSaysWhyNoneIsHealthy() {
            snapshot = snapshot(with(DRAINING, up("a")));
            NoInstanceException none = catchThrowableOfType(NoInstanceException.class, balancer::choose);
            assertThat(none.whyNoneHealthy()).contains(EmptyReason.ALL_DRAINING);
            assertThat(none.source()).isEqualTo(ServiceSnapshot.Source.REGISTRY);
            assertThat(none)
                    .hasMessage("No instance of payments to call: ALL_DRAINING; ServiceSnapshot[source=REGISTRY,"
                            + " revision=7, healthy=0, all=1, whyNoneHealthy=ALL_DRAINING];"
                            + " stages: [healthy, leaving 0: 0 healthy, 0 that could answer, 1 known]");
        }

        @Test
        void theExceptionSaysThatNothingIsKnownYet() {
            snapshot = ServiceSnapshot.NONE;
            NoInstanceException none = catchThrowableOfType(NoInstanceException.class, balancer::choose);
            assertThat(none.source()).isEqualTo(ServiceSnapshot.Source.NONE);
            assertThat(none.whyNoneHealthy()).isEmpty();
            assertThat(none).hasMessageContaining("nothing is known of it yet");
        }

        @Test
        void theExceptionNamesTheStageThatLeftNone() {
            Balancer picky = Balancer.over(() -> snapshot)
                    .stage(instances -> new Selection(List.of(), "picky", "none is good enough"))
                    .build();
            assertThatThrownBy(picky::choose)
                    .isInstanceOf(NoInstanceException.class)
                    .hasMessageContaining("a stage left none")
                    .hasMessageContaining("picky, leaving 0: none is good enough");
        }

        @Test
        void theNextInstanceEndsIt() {
            snapshot = ServiceSnapshot.NONE;
            assertThatThrownBy(balancer::choose).isInstanceOf(NoInstanceException.class);
            snapshot = snapshot(up("a"));
            assertThat(call(balancer)).isEqualTo("a");
        }
    }

    @Nested
    class Stages {

        private final List<Integer> asked = new ArrayList<>();
        private final Balancer balancer = Balancer.over(() -> snapshot)
                .outliers(outliers)
                .stage(instances -> {
                    asked.add(instances.size());
                    return new Selection(instances, "counted", "");
                })
                .build();

        @Test
        void areAskedOnceForEachSnapshot() {
            for (int i = 0; i < 100; i++) {
                call(balancer);
            }
            assertThat(asked).containsExactly(3);
            snapshot = snapshot(up("a"), up("b"));
            call(balancer);
            assertThat(asked).containsExactly(3, 2);
        }

        @Test
        void areAskedAgainWhenOneIsEjectedAndWhenItReturns() {
            String failing = failUntilEjected(balancer);
            assertThat(asked).containsExactly(3);
            assertThat(List.of(call(balancer), call(balancer), call(balancer))).doesNotContain(failing);
            assertThat(asked).containsExactly(3, 2);
            nowNanos.addAndGet(Duration.ofSeconds(10).toNanos());
            assertThat(List.of(call(balancer), call(balancer), call(balancer))).contains(failing);
            assertThat(asked).containsExactly(3, 2, 3);
        }

        @Test
        void thatEjectComeBeforeTheZoneSoThatCallsGoElsewhere() {
            snapshot = snapshot(inZone("x", "near"), inZone("y", "far"));
            Balancer zoned =
                    Balancer.over(() -> snapshot).outliers(outliers).zone("x").build();
            assertThat(failUntilEjected(zoned)).isEqualTo("near");
            assertThat(call(zoned)).isEqualTo("far");
            assertThat(zoned.selections())
                    .extracting(Selection::verdict)
                    .containsExactly(PanicRule.HEALTHY, OutlierEjection.EJECTED, ZonePreference.SPILL_OVER);
        }

        @Test
        void takeTheSharesTheyAreGiven() {
            snapshot = snapshot(up("a"), with(DOWN, up("b")), with(DOWN, up("c")));
            assertThat(Balancer.over(() -> snapshot).panicBelow(0.5).build().candidates())
                    .hasSize(3);
            assertThat(Balancer.over(() -> snapshot).build().candidates()).hasSize(1);
            snapshot = snapshot(with(DOWN, up("b")));
            assertThatThrownBy(Balancer.over(() -> snapshot).withoutPanic().build()::choose)
                    .isInstanceOf(NoInstanceException.class);
        }
    }

    @Nested
    class AnotherChoice {

        private final Balancer balancer =
                Balancer.over(() -> snapshot).zone("x").build();

        @Test
        void isNeverOneThatWasTried() {
            Choice first = balancer.choose();
            Choice second = first.another();
            Choice third = second.another();
            assertThat(List.of(id(first), id(second), id(third))).containsExactlyInAnyOrder("a", "b", "c");
            assertThatThrownBy(third::another)
                    .isInstanceOf(NoInstanceException.class)
                    .hasMessageContaining("3 tried, and no other is left");
        }

        @Test
        void isOfAnotherZoneWhenTheOwnHasNoOther() {
            snapshot = snapshot(inZone("x", "near"), inZone("y", "far"), with(DOWN, inZone("y", "down")));
            Set<InstanceKey> tried = new HashSet<>();
            assertThat(id(balancer.choose(tried))).isEqualTo("near");
            tried.add(up("near").key());
            assertThat(id(balancer.choose(tried))).isEqualTo("far");
            tried.add(up("far").key());
            assertThatThrownBy(() -> balancer.choose(tried)).isInstanceOf(NoInstanceException.class);
        }

        @Test
        void isNotTheSameInstanceRegisteredAnew() {
            snapshot = snapshot(up("a"));
            Choice first = balancer.choose();
            snapshot = snapshot(registeredAgain(up("a")), up("b"));
            assertThat(id(first.another())).isEqualTo("b");
        }

        @Test
        void doesNotUnsettleTheTurns() {
            List<String> inTurn = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Choice choice = balancer.choose();
                inTurn.add(id(choice));
                if (id(choice).equals("b")) { // always fails; whoever comes after it must not lose a turn
                    choice.another().close();
                }
            }
            assertThat(inTurn).filteredOn("a"::equals).hasSize(10);
            assertThat(inTurn).filteredOn("c"::equals).hasSize(10);
        }
    }

    @Test
    void weightsThatChangeHoldFromTheNextCallOn() {
        Balancer balancer =
                Balancer.over(() -> snapshot).policy(Policies.weighted()).build();
        snapshot = snapshot(weighted("a", 1), weighted("b", 9));
        assertThat(calls(balancer, 10)).containsEntry("a", 1L).containsEntry("b", 9L);
        snapshot = snapshot(weighted("a", 9), weighted("b", 1));
        assertThat(calls(balancer, 100)).containsEntry("a", 90L).containsEntry("b", 10L);
    }

    @Test
    void countsOutliveSnapshotsAndAbsencesAndEndWithTheRegistration() {
        Balancer balancer = Balancer.over(() -> snapshot).build();
        snapshot = snapshot(up("a"));
        Choice running = balancer.choose();
        snapshot = snapshot(with(DOWN, up("a")), up("b"));
        assertThat(outstanding(balancer, "b")).isZero();
        snapshot = snapshot(up("b"), up("c"), up("d"));
        assertThat(outstanding(balancer, "b")).isZero();
        snapshot = snapshot(up("b"));
        assertThat(outstanding(balancer, "b")).isZero();
        snapshot = snapshot(up("a"), up("b"));
        assertThat(outstanding(balancer, "a")).isEqualTo(1);
        snapshot = snapshot(registeredAgain(up("a")), up("b"));
        assertThat(outstanding(balancer, "a")).isZero();
        running.close();
    }

    @Test
    void countsOfThoseThatAreGoneAreForgotten() {
        Balancer balancer = Balancer.over(() -> snapshot).build();
        List<Instance> present = new ArrayList<>(up(5));
        for (int i = 5; i < 1_000; i++) { // a service that is replaced again and again
            present.remove(0);
            present.add(up("i-" + i));
            snapshot = snapshot(present);
            call(balancer);
        }
        assertThat(balancer.counted()).isLessThanOrEqualTo(6);
    }

    /** Lets calls to one instance fail, and others succeed, until it is ejected. */
    private static String failUntilEjected(Balancer balancer) {
        String failing = "";
        for (int failures = 0; failures < 5; ) {
            try (Choice choice = balancer.choose()) {
                failing = failing.isEmpty() ? id(choice) : failing;
                if (id(choice).equals(failing)) {
                    choice.failed();
                    failures++;
                } else {
                    choice.succeeded();
                }
            }
        }
        return failing;
    }

    private static int outstanding(Balancer balancer, String id) {
        return balancer.candidates().stream()
                .filter(candidate -> candidate.instance().key().instanceId().equals(id))
                .mapToInt(Candidate::outstanding)
                .sum();
    }

    private static Map<String, Long> calls(Balancer balancer, int calls) {
        return IntStream.range(0, calls)
                .mapToObj(i -> call(balancer))
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    }

    private static String call(Balancer balancer) {
        try (Choice choice = balancer.choose()) {
            return id(choice);
        }
    }

    private static String id(Choice choice) {
        return choice.instance().key().instanceId();
    }
}
