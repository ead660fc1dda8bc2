package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.REMOVE_AFTER_MILLIS;
import static io.serviceregistry.node.testkit.Fixtures.TTL_MILLIS;
import static io.serviceregistry.node.testkit.Fixtures.check;
import static io.serviceregistry.node.testkit.Fixtures.deregister;
import static io.serviceregistry.node.testkit.Fixtures.override;
import static io.serviceregistry.node.testkit.Fixtures.service;
import static io.serviceregistry.node.testkit.Fixtures.updateChecks;
import static io.serviceregistry.node.testkit.Fixtures.updateStatus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.ReleaseHold;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.CheckStatus;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When too many lapse at once, the registry doubts itself before it doubts them. */
class StormTest {
    private static final long MAX_HOLD = ClusterSettings.DEFAULT.maxHoldMillis();

    private final LoggedRegistry registry = LoggedRegistry.started();

    @Nested
    class AStorm {
        @Test
        void isMoreThanHalfOfAServiceAndAtLeastFive() {
            lapse(instances(9), 5);
            assertThat(registry.holds("payments")).isTrue();
        }

        @Test
        void isNotExactlyHalf() {
            lapse(instances(10), 5);
            assertThat(registry.holds("payments")).isFalse();
            assertThat(registry.healthy("payments")).hasSize(5);
        }

        @Test
        void isNotFourOfFive() {
            lapse(instances(5), 4);
            assertThat(registry.holds("payments")).isFalse();
        }

        @Test
        void isCountedForEachServiceAlone() {
            lapse(instances(6), 4);
            lapse(registry.registerMany("orders", 6, TTL_MILLIS, REMOVE_AFTER_MILLIS), 4);
            assertThat(registry.image().holds()).isEmpty();
        }

        @Test
        void mayCountLapsesOfSeveralCommandsWithinATtl() {
            List<LeaseRef> leases = instances(9);
            lapse(leases.subList(0, 3), 3);
            registry.advance(TTL_MILLIS - 1);
            registry.restart();
            registry.expire(leases.subList(3, 5));
            assertThat(registry.holds("payments")).isTrue();
        }

        @Test
        void doesNotCountLapsesOfMoreThanATtlAgo() {
            List<LeaseRef> leases = instances(9);
            lapse(leases.subList(0, 3), 3);
            registry.advance(TTL_MILLIS);
            registry.expire(leases.subList(3, 5));
            assertThat(registry.holds("payments")).isFalse();
        }

        @Test
        void doesNotCountWhoCameBackLeftOrRegisteredAgain() {
            List<LeaseRef> leases = instances(9);
            lapse(leases.subList(0, 4), 4);
            registry.renew(leases.get(0));
            registry.apply(deregister("payments/i-1", leases.get(1).id()));
            registry.register("payments/i-2");
            registry.expire(leases.subList(4, 7));
            assertThat(registry.holds("payments")).as("four of eight").isFalse();
            registry.expire(leases.subList(7, 8));
            assertThat(registry.holds("payments")).isTrue();
            assertThat(registry.healthy("payments")).hasSize(8); // all that are left, two of them recovered
        }

        @Test
        void countsThoseThatWereRemovedAtOnceToo() {
            List<LeaseRef> leases = registry.registerMany("payments", 9, TTL_MILLIS, 0);
            lapse(leases.subList(0, 4), 4);
            assertThat(registry.image().instances()).isEqualTo(5);
            registry.restart();
            registry.expire(leases.subList(4, 5));
            assertThat(registry.holds("payments")).isTrue();
            assertThat(registry.image().instances()).as("the fifth stays").isEqualTo(5);
            assertThat(registry.healthy("payments")).hasSize(5);
        }

        @Test
        void isNotMadeBiggerByThoseThatWereRemoved() {
            List<LeaseRef> leases = registry.registerMany("payments", 10, TTL_MILLIS, 0);
            lapse(leases.subList(0, 4), 4);
            registry.expire(leases.subList(4, 5)); // five of what were ten
            assertThat(registry.holds("payments")).isFalse();
            assertThat(registry.image().instances()).isEqualTo(5);
        }

        @Test
        void ofInstancesThatAreRemovedAtOnceRemovesNone() {
            lapse(registry.registerMany("payments", 6, TTL_MILLIS, 0), 6);
            assertThat(registry.image().instances()).isEqualTo(6);
            assertThat(registry.healthy("payments")).hasSize(6);
        }

        @Test
        void canBeTurnedOff() {
            LoggedRegistry bold =
                    LoggedRegistry.started(new ClusterSettings(5_000, 600_000, 1_000, 100, 1_000, 100, 1, MAX_HOLD));
            bold.registerMany("payments", 9, TTL_MILLIS, 0);
            bold.advance(TTL_MILLIS);
            bold.expireAll();
            assertThat(bold.image().services()).isEmpty();
        }
    }

    @Nested
    class AHeldService {
        private final List<LeaseRef> leases = instances(9);

        AHeldService() {
            lapse(leases, 5);
        }

        @Test
        void goesOnAnsweringWithItsLapsedInstancesLabelled() {
            assertThat(registry.healthy("payments")).hasSize(9);
            assertThat(registry.instance("payments/i-0").held()).isTrue();
            assertThat(registry.status("payments/i-0")).isEqualTo(EffectiveStatus.LAPSED);
            assertThat(registry.instance("payments/i-8").held()).isFalse();
        }

        @Test
        void saysSoInTheChangesOfTheStorm() {
            assertThat(registry.lastChanges())
                    .hasSize(5)
                    .extracting(
                            Change::reason,
                            change -> Objects.requireNonNull(change.after()).held())
                    .containsOnly(tuple(ChangeReason.LAPSED, true));
        }

        @Test
        void putsNobodyIntoHealthyAnswersWhoWasNotThereBefore() {
            List<LeaseRef> orders = registry.registerMany("orders", 6, TTL_MILLIS, REMOVE_AFTER_MILLIS);
            registry.apply(override("orders/i-0", Status.OUT_OF_SERVICE));
            registry.apply(updateStatus("orders/i-1", orders.get(1).id(), Status.DRAINING));
            registry.apply(updateChecks("orders/i-2", check("disk", CheckStatus.CRITICAL)));
            registry.apply(updateChecks("orders/i-3", check("disk", CheckStatus.WARNING)));
            lapse(orders, 6);
            assertThat(registry.holds("orders")).isTrue();
            assertThat(registry.healthy("orders")).containsExactly("i-3", "i-4", "i-5");
            registry.apply(override("orders/i-4", Status.DOWN)); // and an operator can still take one out
            assertThat(registry.healthy("orders")).containsExactly("i-3", "i-5");
        }

        @Test
        void removesNobody() {
            registry.advance(REMOVE_AFTER_MILLIS);
            registry.expireAll();
            assertThat(registry.image().instances()).isEqualTo(9);
        }

        @Test
        void holdsWhoLapsesLaterToo() {
            registry.expire(leases.subList(5, 7));
            assertThat(registry.healthy("payments")).hasSize(9);
        }

        @Test
        void staysHeldOverRestartsAndChangesOfLeader() {
            registry.restart();
            registry.changeLeader();
            registry.advance(REMOVE_AFTER_MILLIS);
            registry.expireAll();
            assertThat(registry.holds("payments")).isTrue();
            assertThat(registry.image().instances()).isEqualTo(9);
        }

        @Test
        void isHeldNoLongerWhenAllHaveComeBack() {
            registry.renew(leases.get(0), leases.get(1), leases.get(2));
            registry.register("payments/i-3");
            assertThat(registry.holds("payments")).isTrue();
            registry.renew(leases.get(4));
            assertThat(registry.holds("payments")).isFalse();
            assertThat(registry.image().lapses()).isEmpty();
        }

        @Test
        void isHeldNoLongerWhenTheLastLapsedOneIsDeregistered() {
            for (int i = 0; i < 5; i++) {
                assertThat(registry.holds("payments")).isTrue();
                registry.apply(deregister("payments/i-" + i, leases.get(i).id()));
            }
            assertThat(registry.holds("payments")).isFalse();
        }

        @Test
        void isHeldNoLongerThanTheLongestHold() {
            registry.advance(MAX_HOLD - 1);
            registry.endDue();
            assertThat(registry.holds("payments")).isTrue();
            registry.advance(1);
            registry.apply(new EndDue(registry.term() - 1));
            assertThat(registry.holds("payments")).isTrue();
            registry.endDue();
            assertThat(registry.holds("payments")).isFalse();
            assertThat(registry.healthy("payments")).hasSize(4);
            assertThat(registry.lastChanges())
                    .hasSize(5)
                    .extracting(Change::reason)
                    .containsOnly(ChangeReason.HELD);
            registry.expireAll(); // the four alive lapse by now as well
            assertThat(registry.image().instances()).isEqualTo(4);
        }

        @Test
        void isReleasedByAnOperator() {
            assertThat(registry.apply(new ReleaseHold(service("payments")))).isEqualTo(Outcome.DONE);
            assertThat(registry.healthy("payments")).hasSize(4);
            assertThat(registry.lastChanges())
                    .hasSize(5)
                    .extracting(Change::reason)
                    .containsOnly(ChangeReason.HELD);
            registry.advance(REMOVE_AFTER_MILLIS);
            registry.expire(leases.subList(0, 5));
            assertThat(registry.image().instances()).isEqualTo(4);
        }

        @Test
        void isNotHeldAgainByTheSameLapses() {
            registry.apply(new ReleaseHold(service("payments")));
            registry.expire(leases.subList(0, 6)); // one more lapses
            assertThat(registry.holds("payments")).isFalse();
            registry.restart();
            registry.expire(leases.subList(6, 8));
            assertThat(registry.holds("payments")).isFalse();
        }

        @Test
        void isReleasedOnlyWhileItIsHeld() {
            assertThat(registry.apply(new ReleaseHold(service("orders"))))
                    .isEqualTo(Outcome.rejected(Rejection.SERVICE_NOT_HELD));
            registry.apply(new ReleaseHold(service("payments")));
            assertThat(registry.apply(new ReleaseHold(service("payments"))))
                    .isEqualTo(Outcome.rejected(Rejection.SERVICE_NOT_HELD));
        }
    }

    @Nested
    class InstancesThatDiedLongBeforeAStorm {
        private final List<LeaseRef> leases =
                registry.registerMany("payments", 9, TTL_MILLIS, InstanceSpec.NEVER_REMOVE);

        InstancesThatDiedLongBeforeAStorm() {
            registry.advance(TTL_MILLIS);
            registry.expire(leases.subList(0, 2));
            registry.advance(TTL_MILLIS);
            registry.expire(leases.subList(2, 7));
        }

        @Test
        void doNotComeBackIntoHealthyAnswers() {
            assertThat(registry.holds("payments")).isTrue();
            assertThat(registry.healthy("payments")).containsExactly("i-2", "i-3", "i-4", "i-5", "i-6", "i-7", "i-8");
            assertThat(registry.instance("payments/i-0").held()).isFalse();
        }

        @Test
        void doNotProlongTheHold() {
            registry.renew(leases.subList(2, 7).toArray(LeaseRef[]::new));
            assertThat(registry.holds("payments")).isFalse();
            assertThat(registry.healthy("payments")).hasSize(7);
        }
    }

    @Test
    void aHoldKeepsItsInstancesLongerThanTheirLapsesCount() {
        lapse(instances(6), 6);
        registry.advance(10 * TTL_MILLIS);
        registry.expireAll();
        registry.restart();
        registry.expireAll();
        assertThat(registry.healthy("payments")).hasSize(6);
    }

    @Test
    void aStormShowsTheHoldOnThoseThatLapsedBeforeIt() {
        List<LeaseRef> leases = instances(9);
        lapse(leases.subList(0, 4), 4);
        registry.expire(leases.subList(4, 5));
        assertThat(registry.lastChanges())
                .extracting(Change::reason)
                .containsExactly(
                        ChangeReason.HELD,
                        ChangeReason.HELD,
                        ChangeReason.HELD,
                        ChangeReason.HELD,
                        ChangeReason.LAPSED);
    }

    private List<LeaseRef> instances(int count) {
        return registry.registerMany("payments", count, TTL_MILLIS, REMOVE_AFTER_MILLIS);
    }

    /** Lets a TTL pass and the first {@code count} leases lapse. */
    private void lapse(List<LeaseRef> leases, int count) {
        registry.advance(TTL_MILLIS);
        registry.expire(leases.subList(0, count));
    }
}
