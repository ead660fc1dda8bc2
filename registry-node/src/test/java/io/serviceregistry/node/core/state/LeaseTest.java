package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.REMOVE_AFTER_MILLIS;
import static io.serviceregistry.node.testkit.Fixtures.TTL_MILLIS;
import static io.serviceregistry.node.testkit.Fixtures.deregister;
import static io.serviceregistry.node.testkit.Fixtures.register;
import static io.serviceregistry.node.testkit.Fixtures.renew;
import static io.serviceregistry.node.testkit.Fixtures.spec;
import static io.serviceregistry.node.testkit.Fixtures.updateStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.command.BeginTerm;
import io.serviceregistry.node.core.command.ExpireLeases;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who is alive, and for how long silence is forgiven. */
class LeaseTest {
    private static final String INSTANCE = "payments/i-3";

    private final LoggedRegistry registry = LoggedRegistry.started();

    @Nested
    class Deadlines {
        private final LeaseRef lease = registry.register(INSTANCE);

        @Test
        void aLeaseLapsesATtlAfterItWasGrantedAndNoMillisecondSooner() {
            registry.advance(TTL_MILLIS - 1);
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            registry.advance(1);
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
        }

        @Test
        void aRenewalGivesAnotherTtlFromTheTimeOfItsEntry() {
            registry.advance(TTL_MILLIS - 1);
            registry.renew(lease);
            registry.advance(TTL_MILLIS - 1);
            registry.expireAll();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            registry.advance(1);
            registry.expireAll();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
        }

        @Test
        void timeAloneLapsesNothing() {
            registry.advance(10 * TTL_MILLIS);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }

        @Test
        void whatIsNotARenewalDoesNotProlongALease() {
            registry.advance(TTL_MILLIS - 1);
            registry.apply(updateStatus(INSTANCE, lease.id(), Status.DRAINING));
            registry.advance(1);
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
        }

        @Test
        void aRenewalEarlierInTheLogWins() {
            registry.advance(TTL_MILLIS); // overdue: the leader decides to expire it
            registry.renew(lease); // but a renewal is logged first
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }

        @Test
        void aRenewalEarlierInTheSameEntryWins() {
            registry.advance(TTL_MILLIS);
            registry.applyTogether(renew(lease.id()), new ExpireLeases(registry.term(), List.of(lease)));
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            assertThat(registry.lastChanges()).isEmpty();
        }

        @Test
        void aRenewalLaterInTheSameEntryRevives() {
            registry.advance(TTL_MILLIS);
            assertThat(registry.applyTogether(new ExpireLeases(registry.term(), List.of(lease)), renew(lease.id())))
                    .endsWith(new Outcome.Renewed(List.of(lease.id()), List.of(), List.of()));
            assertThat(registry.lastChanges())
                    .extracting(Change::reason)
                    .containsExactly(ChangeReason.LAPSED, ChangeReason.RECOVERED);
        }

        @Test
        void anExpiryThatSawAnOlderRenewalDoesNothingHoweverLate() {
            registry.advance(1_000);
            registry.renew(lease);
            registry.advance(10 * TTL_MILLIS);
            registry.expire(lease); // overdue, but the decision is about another renewal
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }

        @Test
        void aNewRegistrationSurvivesAnExpiryOfTheFormerOne() {
            registry.apply(deregister(INSTANCE, lease.id()));
            registry.register(INSTANCE);
            registry.advance(TTL_MILLIS);
            registry.expire(lease); // decided before the second registration, logged after it
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }

        @Test
        void anInstanceWithoutATtlStaysWithoutHeartbeats() {
            LeaseRef forEver = registry.register(register(spec("dns/i-1", InstanceSpec.NO_TTL, 0)));
            registry.advance(100_000);
            registry.expireAll();
            registry.renew(forEver);
            registry.advance(100_000);
            registry.expireAll();
            assertThat(registry.status("dns/i-1")).isEqualTo(EffectiveStatus.UP);
            registry.apply(deregister("dns/i-1", forEver.id()));
            assertThat(registry.find("dns/i-1")).isNull();
        }
    }

    @Nested
    class TheLeader {
        private final LeaseRef lease = registry.register(INSTANCE);

        @Test
        void expiresNothingInATermThatIsNotItsOwn() {
            registry.advance(TTL_MILLIS);
            registry.apply(new ExpireLeases(registry.term() - 1, List.of(lease)));
            registry.apply(new ExpireLeases(registry.term() + 1, List.of(lease)));
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }

        @Test
        void expiresNothingBeforeItsTermBegan() {
            registry.advance(3 * TTL_MILLIS);
            registry.changeLeaderSilently();
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            registry.applyTogether(
                    new ExpireLeases(registry.term(), List.of(lease)),
                    new BeginTerm(registry.term()),
                    new ExpireLeases(registry.term(), List.of(lease)));
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
        }

        @Test
        void expiresNothingByTheBeginningOfAFormerTerm() {
            registry.advance(TTL_MILLIS);
            registry.changeLeaderSilently();
            registry.apply(new BeginTerm(registry.term() - 1));
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }
    }

    @Nested
    class Grace {
        private final long grace = ClusterSettings.DEFAULT.graceMillis();
        private final LeaseRef lease = registry.register(INSTANCE);

        @Test
        void noLeaseLapsesWhileANewLeadersGraceRuns() {
            registry.advance(TTL_MILLIS - 1);
            registry.changeLeader(); // the holder could not renew while nobody led
            registry.advance(grace - 1);
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            registry.advance(1);
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
        }

        @Test
        void aLeaseThatEndsAfterTheGraceIsNotProlonged() {
            registry.changeLeader();
            registry.advance(TTL_MILLIS);
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
        }

        @Test
        void aShortLeaseGetsOneMoreTtlAndNotMore() {
            LeaseRef brief = registry.register(register(spec("payments/brief", 1_000, REMOVE_AFTER_MILLIS)));
            registry.changeLeader();
            registry.advance(1_999);
            registry.expireAll();
            assertThat(registry.status("payments/brief")).isEqualTo(EffectiveStatus.UP);
            registry.advance(1);
            registry.expire(brief);
            assertThat(registry.status("payments/brief")).isEqualTo(EffectiveStatus.LAPSED);
        }

        @Test
        void changesOfLeaderWithoutEndDoNotKeepTheDeadBeyondTwoTtls() {
            long granted = registry.timeMillis();
            for (int leader = 0; leader < 15; leader++) { // one every 3 s, for 3 TTLs
                registry.changeLeader();
                for (int tick = 0; tick < 30; tick++) {
                    registry.advance(100);
                    registry.expireAll();
                }
            }
            assertThat(registry.instance(INSTANCE).instance().lapsedAtMillis()).isEqualTo(granted + 2 * TTL_MILLIS);
        }

        @Test
        void survivesARestart() {
            registry.advance(TTL_MILLIS - 1);
            registry.changeLeader();
            registry.advance(1);
            registry.restart();
            registry.expire(lease);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }
    }

    @Nested
    class TwoSteps {
        @Test
        void aSilentInstanceIsLapsedFirstAndRemovedLater() {
            registry.register(INSTANCE);
            registry.advance(TTL_MILLIS);
            registry.expireAll();
            assertThat(registry.healthy("payments")).isEmpty();
            assertThat(registry.find(INSTANCE)).isNotNull();
            registry.advance(REMOVE_AFTER_MILLIS - 1);
            registry.expireAll();
            assertThat(registry.find(INSTANCE)).isNotNull();
            registry.advance(1);
            registry.expireAll();
            assertThat(registry.find(INSTANCE)).isNull();
            assertThat(registry.lastChanges()).extracting(Change::reason).containsExactly(ChangeReason.EXPIRED);
        }

        @Test
        void removalCountsFromTheLapseNotFromTheDeadline() {
            registry.register(INSTANCE);
            registry.advance(TTL_MILLIS + REMOVE_AFTER_MILLIS);
            registry.expireAll(); // late: it lapses only now
            assertThat(registry.find(INSTANCE)).isNotNull();
        }

        @Test
        void removeAfterZeroRemovesAtTheLapse() {
            registry.register(register(spec(INSTANCE, TTL_MILLIS, 0)));
            registry.advance(TTL_MILLIS);
            registry.expireAll();
            assertThat(registry.find(INSTANCE)).isNull();
            assertThat(registry.lastChanges()).extracting(Change::reason).containsExactly(ChangeReason.EXPIRED);
        }

        @Test
        void removeNeverKeepsALapsedInstance() {
            LeaseRef lease = registry.register(register(spec(INSTANCE, TTL_MILLIS, InstanceSpec.NEVER_REMOVE)));
            registry.advance(TTL_MILLIS);
            registry.expireAll();
            registry.advance(1_000_000);
            registry.expireAll();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
            assertThat(registry.renew(lease).recovered()).containsExactly(lease.id());
        }

        @Test
        void theSameLeaseNamedTwiceExpiresOnce() {
            LeaseRef lapsing = registry.register(INSTANCE);
            LeaseRef going = registry.register(register(spec("payments/i-4", TTL_MILLIS, 0)));
            registry.advance(TTL_MILLIS);
            registry.expire(lapsing, going, lapsing, going);
            assertThat(registry.instance(INSTANCE).instance().lapses()).isEqualTo(1);
            assertThat(registry.lastChanges()).hasSize(2);
        }

        @Test
        void anotherExpiryOfALapsedLeaseChangesNothing() {
            LeaseRef lease = registry.register(INSTANCE);
            registry.advance(TTL_MILLIS);
            registry.expire(lease);
            registry.advance(1_000);
            registry.expire(lease);
            assertThat(registry.lastChanges()).isEmpty();
        }

        @Test
        void removalIsNotForADeposedLeaderEither() {
            LeaseRef lease = registry.register(INSTANCE);
            registry.advance(TTL_MILLIS);
            registry.expire(lease);
            registry.advance(REMOVE_AFTER_MILLIS);
            registry.changeLeaderSilently();
            registry.apply(new ExpireLeases(registry.term() - 1, List.of(lease)));
            assertThat(registry.find(INSTANCE)).isNotNull();
        }
    }

    @Nested
    class Revival {
        private final LeaseRef lease = registry.register(INSTANCE);

        @Test
        void aRenewalRevivesALapsedInstanceUnderTheSameLease() {
            lapse();
            assertThat(registry.renew(lease).recovered()).containsExactly(lease.id());
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            assertThat(registry.instance(INSTANCE).instance().leaseId()).isEqualTo(lease.id());
            assertThat(registry.instance(INSTANCE).instance().reason()).isEqualTo(ChangeReason.RECOVERED);
        }

        @Test
        void lapsesAreCountedAndTheCountSurvivesRevival() {
            lapse();
            registry.renew(lease);
            lapse();
            registry.renew(lease);
            assertThat(registry.instance(INSTANCE).instance().lapses()).isEqualTo(2);
        }

        @Test
        void aRevivedInstanceHasAFullTtlAgain() {
            lapse();
            registry.advance(REMOVE_AFTER_MILLIS - 1);
            registry.renew(lease);
            registry.advance(TTL_MILLIS - 1);
            registry.expireAll();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }

        @Test
        void aRemovalDecidedBeforeTheRevivalDoesNothing() {
            lapse();
            LeaseRef seen = registry.seen(lease);
            registry.advance(REMOVE_AFTER_MILLIS);
            registry.renew(lease);
            registry.expire(seen);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }

        @Test
        void aRemovalThatSawAnOlderRenewalDoesNothingHoweverLate() {
            lapse();
            LeaseRef seen = registry.seen(lease);
            registry.renew(lease);
            lapse();
            registry.advance(REMOVE_AFTER_MILLIS);
            registry.expire(seen); // due, but the decision is about another silence
            assertThat(registry.find(INSTANCE)).isNotNull();
            registry.expire(registry.seen(lease));
            assertThat(registry.find(INSTANCE)).isNull();
        }

        @Test
        void theFirstRenewalOfAnAliveLeaseRecoversNothing() {
            assertThat(registry.renew(lease)).isEqualTo(new Outcome.Renewed(List.of(), List.of(), List.of()));
        }

        private void lapse() {
            registry.advance(TTL_MILLIS);
            registry.expireAll();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
        }
    }
}
