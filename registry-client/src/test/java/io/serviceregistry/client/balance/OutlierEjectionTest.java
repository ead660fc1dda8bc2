package io.serviceregistry.client.balance;

import static io.serviceregistry.client.testkit.Instances.ids;
import static io.serviceregistry.client.testkit.Instances.registeredAgain;
import static io.serviceregistry.client.testkit.Instances.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class OutlierEjectionTest {

    private static final Duration MOMENT = Duration.ofNanos(1);

    private final AtomicLong nowNanos = new AtomicLong(Long.MAX_VALUE - 1_000); // monotonic time may wrap
    private final OutlierEjection ejection = new OutlierEjection(OutlierLimits.DEFAULT, nowNanos::get);
    private final List<Instance> four = up("a", "b", "c", "d");
    private final Instance a = four.get(0);

    @Nested
    class AnInstance {

        @Test
        void isLeftOutAfterFiveFailuresInARow() {
            fail(4, a);
            assertThat(chosen()).contains("a");
            fail(1, a);
            assertThat(chosen()).containsExactly("b", "c", "d");
            assertThat(ids(ejection.ejected())).containsExactly("a");
        }

        @Test
        void isNotLeftOutForFailuresWithASuccessBetween() {
            fail(4, a);
            ejection.succeeded(a);
            fail(4, a);
            assertThat(chosen()).contains("a");
        }

        @Test
        void comesBackWhenItsTimeIsOver() {
            fail(5, a);
            pass(Duration.ofSeconds(10).minus(MOMENT));
            assertThat(chosen()).doesNotContain("a");
            pass(MOMENT);
            assertThat(chosen()).contains("a");
        }

        @Test
        void isOnProbationWhenBack() {
            ejectAndReturn(10);
            fail(1, a);
            assertThat(chosen()).doesNotContain("a");
        }

        @Test
        void startsCleanOnceItSucceededOnProbation() {
            ejectAndReturn(10);
            ejection.succeeded(a);
            fail(4, a);
            assertThat(chosen()).contains("a");
            ejectAndReturn(10);
        }

        @Test
        void isLeftOutTwiceAsLongEachTimeUpToTheLongest() {
            for (int seconds : new int[] {10, 20, 40, 80, 160, 300, 300}) {
                ejectAndReturn(seconds);
            }
        }

        @Test
        void isNotHeldToCallsThatBeganBeforeItWasEjected() {
            fail(9, a);
            pass(Duration.ofSeconds(10));
            assertThat(chosen()).contains("a");
        }

        @Test
        void thatSucceedsWhileEjectedIsBackAtOnce() {
            fail(5, a);
            ejection.succeeded(a);
            assertThat(chosen()).contains("a");
        }

        @Test
        void startsCleanWithANewRegistration() {
            fail(5, a);
            Instance again = registeredAgain(a);
            assertThat(ejection.select(List.of(again, four.get(1))).instances()).contains(again);
            fail(5, a); // calls that the process before it never answered
            assertThat(ejection.select(List.of(again, four.get(1))).instances()).contains(again);
        }

        private void ejectAndReturn(int seconds) {
            fail(5, a);
            pass(Duration.ofSeconds(seconds).minus(MOMENT));
            assertThat(chosen()).as("shortly before %s s", seconds).doesNotContain("a");
            pass(MOMENT);
            assertThat(chosen()).as("after %s s", seconds).contains("a");
        }
    }

    @Nested
    class TheShare {

        @Test
        void ofInstancesLeftOutIsNeverExceededAndOneAlwaysStays() {
            SplittableRandom random = new SplittableRandom(Seeds.seed());
            for (int i = 0; i < 500; i++) {
                double share = random.nextInt(11) / 10.0;
                OutlierEjection some = new OutlierEjection(OutlierLimits.DEFAULT.withMaxShare(share), nowNanos::get);
                List<Instance> all = up(1 + random.nextInt(12));
                for (int failures = random.nextInt(100); failures > 0; failures--) {
                    some.failed(all.get(random.nextInt(all.size())));
                }
                Selection selection = some.select(all);
                int out = all.size() - selection.instances().size();
                assertThat(out)
                        .as("of %s at %s, seed %s", all.size(), share, Seeds.seed())
                        .isLessThanOrEqualTo((int) (all.size() * share))
                        .isEqualTo(some.ejected().size());
                assertThat(selection.instances()).isNotEmpty();
            }
        }

        @Test
        void holdsForAListThatShrinks() {
            fail(5, a);
            fail(5, four.get(1));
            assertThat(chosen()).containsExactly("c", "d");
            assertThat(ejection.select(four.subList(0, 3)).instances()).hasSize(2);
            assertThat(ejection.select(four.subList(0, 2)).instances()).hasSize(1);
            assertThat(ejection.select(four.subList(0, 1)).instances()).hasSize(1);
        }

        @Test
        void goesToThoseWhoseTimeEndsLast() {
            for (Instance instance : four) {
                fail(5, instance);
                pass(MOMENT);
            }
            Selection selection = ejection.select(four);
            assertThat(ids(selection.instances())).containsExactly("a", "b");
            assertThat(selection).hasToString("ejected, leaving 2: 2 of the 4 that fail, among 4");
        }
    }

    @Nested
    class TheEpoch {

        @Test
        void growsWheneverOtherInstancesAreToBeCalled() {
            long before = ejection.epoch();
            fail(5, a);
            long ejected = ejection.epoch();
            pass(Duration.ofSeconds(10));
            long returned = ejection.epoch();
            fail(1, a);
            long ejectedAgain = ejection.epoch();
            ejection.succeeded(a);
            long forgiven = ejection.epoch();
            assertThat(List.of(before, ejected, returned, ejectedAgain, forgiven))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }

        @Test
        void standsStillWhileTheSameAreCalled() {
            fail(5, a);
            long ejected = ejection.epoch();
            fail(4, four.get(1));
            fail(3, a);
            ejection.succeeded(four.get(1));
            ejection.succeeded(four.get(2));
            pass(Duration.ofSeconds(9));
            assertThat(ejection.epoch()).isEqualTo(ejected);
        }

        @Test
        void noticesEachReturnOfSeveral() {
            fail(5, a);
            pass(Duration.ofSeconds(3));
            fail(5, four.get(1));
            pass(Duration.ofSeconds(7));
            assertThat(ejection.epoch()).isEqualTo(3);
            pass(Duration.ofSeconds(3));
            assertThat(ejection.epoch()).isEqualTo(4);
            assertThat(chosen()).containsExactly("a", "b", "c", "d");
        }
    }

    @Nested
    class Memory {

        @Test
        void isOfThoseThatFailedOnly() {
            four.forEach(ejection::succeeded);
            fail(1, a);
            assertThat(ejection.remembered()).isEqualTo(1);
            ejection.succeeded(a);
            assertThat(ejection.remembered()).isZero();
        }

        @Test
        void ofThoseThatAreGoneEndsWithTheirEjection() {
            List<Instance> present = new ArrayList<>(up(10));
            for (int i = 10; i < 10_000; i++) { // a service that is replaced again and again
                fail(i % 3 == 0 ? 5 : 1, present.remove(0));
                present.add(up("i-" + i));
                ejection.select(present);
                pass(Duration.ofSeconds(1));
            }
            assertThat(ejection.remembered()).isBetween(1, 10);
            pass(Duration.ofSeconds(10));
            ejection.select(present);
            assertThat(ejection.remembered()).isZero();
        }

        @Test
        void ofAnEjectionOutlivesAnAbsence() {
            fail(5, a);
            ejection.select(four.subList(1, 4)); // such as a check that was critical for a moment
            assertThat(chosen()).doesNotContain("a");
        }
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> OutlierLimits.DEFAULT.withConsecutiveFailures(0))
                .hasMessage("consecutiveFailures: 0 (expected: >= 1)");
        assertThatThrownBy(() -> OutlierLimits.DEFAULT.withTimes(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .hasMessageStartingWith("base: PT2S, longest: PT1S");
        assertThatThrownBy(() -> OutlierLimits.DEFAULT.withMaxShare(50)).hasMessage("maxShare: 50.0 (expected: 0..1)");
    }

    @Test
    void manyEjectionsDoNotOverflow() {
        assertThat(IntStream.of(6, 31, 40, 64, Integer.MAX_VALUE).mapToLong(OutlierLimits.DEFAULT::ejectionNanos))
                .containsOnly(Duration.ofMinutes(5).toNanos());
    }

    private List<String> chosen() {
        return ids(ejection.select(four).instances());
    }

    private void fail(int times, Instance instance) {
        for (int i = 0; i < times; i++) {
            ejection.failed(instance);
        }
    }

    private void pass(Duration time) {
        nowNanos.addAndGet(time.toNanos());
    }
}
