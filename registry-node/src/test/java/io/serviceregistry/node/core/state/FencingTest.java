package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.deregister;
import static io.serviceregistry.node.testkit.Fixtures.registerAgain;
import static io.serviceregistry.node.testkit.Fixtures.registerIfAbsent;
import static io.serviceregistry.node.testkit.Fixtures.updateStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who an instance belongs to, and what everyone else is told. */
class FencingTest {
    private static final String INSTANCE = "payments/i-3";

    private final LoggedRegistry registry = LoggedRegistry.started();

    @Nested
    class WhenAnInstanceIsRegisteredAgain {
        private final LeaseRef former = registry.register(INSTANCE);
        private final LeaseRef newer = registry.register(INSTANCE);

        @Test
        void theNewerLeaseHoldsIt() {
            assertThat(newer.id()).isGreaterThan(former.id());
            assertThat(registry.instance(INSTANCE).instance().leaseId()).isEqualTo(newer.id());
            assertThat(registry.instance(INSTANCE).instance().reason()).isEqualTo(ChangeReason.REPLACED);
            assertThat(registry.image().leases()).containsOnlyKeys(newer.id());
        }

        @Test
        void theFormerHolderChangesNothingAnyMore() {
            registry.apply(updateStatus(INSTANCE, former.id(), Status.DOWN));
            registry.apply(deregister(INSTANCE, former.id()));
            registry.renew(former);
            registry.expire(former);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            assertThat(registry.revision()).isEqualTo(2);
        }

        @Test
        void theFormerHolderIsToldThatItWasReplaced() {
            assertThat(registry.renew(former).replaced()).containsExactly(former.id());
            assertThat(registry.apply(updateStatus(INSTANCE, former.id(), Status.DOWN)))
                    .isEqualTo(new Outcome.Rejected(Rejection.LEASE_REPLACED, newer.id()));
            assertThat(registry.apply(deregister(INSTANCE, former.id())))
                    .isEqualTo(new Outcome.Rejected(Rejection.LEASE_REPLACED, newer.id()));
            assertThat(registry.apply(registerAgain(INSTANCE, former.id())))
                    .isEqualTo(new Outcome.Rejected(Rejection.LEASE_REPLACED, newer.id()));
        }

        @Test
        void theFormerHolderIsToldSoAlsoWhenTheNewerOneIsGone() {
            registry.apply(deregister(INSTANCE, newer.id()));
            registry.restart();
            assertThat(registry.renew(former).replaced()).containsExactly(former.id());
            assertThat(registry.apply(updateStatus(INSTANCE, former.id(), Status.DOWN)))
                    .isEqualTo(Outcome.rejected(Rejection.LEASE_REPLACED));
            assertThat(registry.apply(deregister(INSTANCE, former.id())))
                    .isEqualTo(Outcome.rejected(Rejection.LEASE_REPLACED));
            assertThat(registry.apply(registerAgain(INSTANCE, former.id())))
                    .isEqualTo(Outcome.rejected(Rejection.LEASE_REPLACED));
            assertThat(registry.find(INSTANCE)).isNull();
        }

        @Test
        void anExpiryOfTheFormerLeaseDoesNotTouchTheNewer() {
            registry.advance(Fixtures.TTL_MILLIS); // both were granted at the same registry time
            registry.renew(newer);
            registry.expire(former, newer);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }
    }

    @Nested
    class WhenALeaseIsUnknown {
        private final LeaseRef removed = registry.register(INSTANCE);

        @Test
        void theHolderOfARemovedInstanceMayRegisterAgain() {
            registry.apply(deregister(INSTANCE, removed.id()));
            assertThat(registry.renew(removed).unknown()).containsExactly(removed.id());
            assertThat(registry.apply(registerAgain(INSTANCE, removed.id()))).isInstanceOf(Outcome.Registered.class);
        }

        @Test
        void theHolderOfARemovedInstanceIsRefusedWhenANewerLeaseHoldsIt() {
            registry.apply(deregister(INSTANCE, removed.id()));
            LeaseRef newer = registry.register(INSTANCE);
            assertThat(registry.renew(removed).unknown()).containsExactly(removed.id());
            assertThat(registry.apply(registerAgain(INSTANCE, removed.id())))
                    .isEqualTo(new Outcome.Rejected(Rejection.LEASE_REPLACED, newer.id()));
        }

        @Test
        void updateAndDeregisterSayUnknown() {
            registry.apply(deregister(INSTANCE, removed.id()));
            assertThat(registry.apply(updateStatus(INSTANCE, removed.id(), Status.DOWN)))
                    .isEqualTo(Outcome.rejected(Rejection.LEASE_UNKNOWN));
            assertThat(registry.apply(deregister(INSTANCE, removed.id())))
                    .isEqualTo(Outcome.rejected(Rejection.LEASE_UNKNOWN));
        }

        @Test
        void aLeaseThatWasNeverGrantedIsUnknown() {
            LeaseRef future = new LeaseRef(removed.id() + 1, 0);
            assertThat(registry.renew(future).unknown()).containsExactly(future.id());
            assertThat(registry.apply(deregister(INSTANCE, future.id())))
                    .isEqualTo(Outcome.rejected(Rejection.LEASE_UNKNOWN));
            assertThat(registry.find(INSTANCE)).isNotNull();
        }

        @Test
        void renewalsOfOneCommandAreToldApart() {
            LeaseRef replaced = registry.register("orders/i-1");
            LeaseRef alive = registry.register("orders/i-1");
            registry.apply(deregister(INSTANCE, removed.id()));
            assertThat(registry.renew(removed, replaced, alive))
                    .isEqualTo(new Outcome.Renewed(List.of(), List.of(replaced.id()), List.of(removed.id())));
            assertThat(registry.lease(alive).renewals()).isEqualTo(1);
        }
    }

    @Nested
    class ConditionalRegistration {
        @Test
        void ifAbsentIsGrantedWhenNobodyIsThere() {
            assertThat(registry.apply(registerIfAbsent(INSTANCE))).isInstanceOf(Outcome.Registered.class);
        }

        @Test
        void ifAbsentIsRefusedAndNamesTheHolder() {
            LeaseRef holder = registry.register(INSTANCE);
            assertThat(registry.apply(registerIfAbsent(INSTANCE)))
                    .isEqualTo(new Outcome.Rejected(Rejection.INSTANCE_EXISTS, holder.id()));
            assertThat(registry.lastChanges()).isEmpty();
        }

        @Test
        void ifAbsentIsRefusedByALapsedInstanceToo() {
            LeaseRef holder = registry.register(INSTANCE);
            registry.advance(Fixtures.TTL_MILLIS);
            registry.expireAll();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
            assertThat(registry.apply(registerIfAbsent(INSTANCE)))
                    .isEqualTo(new Outcome.Rejected(Rejection.INSTANCE_EXISTS, holder.id()));
        }

        @Test
        void aHolderMayRegisterAgainOverItsOwnLease() {
            LeaseRef holder = registry.register(INSTANCE);
            assertThat(registry.apply(registerAgain(INSTANCE, holder.id()))).isInstanceOf(Outcome.Registered.class);
            assertThat(registry.renew(holder).replaced()).containsExactly(holder.id());
        }

        @Test
        void aHolderMayRegisterAgainOverItsOwnLapse() {
            LeaseRef holder = registry.register(INSTANCE);
            registry.advance(Fixtures.TTL_MILLIS);
            registry.expireAll();
            LeaseRef newer = registry.register(registerAgain(INSTANCE, holder.id()));
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            assertThat(registry.instance(INSTANCE).instance().lapses()).isZero();
            registry.expire(registry.seen(newer), holder);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        }

        @Test
        void ofTwoHoldersOfOneFormerLeaseTheSecondIsRefused() {
            LeaseRef former = registry.register(INSTANCE);
            registry.apply(deregister(INSTANCE, former.id()));
            assertThat(registry.applyTogether(
                            registerAgain(INSTANCE, former.id()), registerAgain(INSTANCE, former.id())))
                    .containsExactly(
                            new Outcome.Registered(former.id() + 1),
                            new Outcome.Rejected(Rejection.LEASE_REPLACED, former.id() + 1));
        }
    }

    @Nested
    class LeaseIds {
        @Test
        void areNeverUsedTwice() {
            LeaseRef first = registry.register(INSTANCE);
            registry.apply(deregister(INSTANCE, first.id()));
            registry.restart();
            LeaseRef second = registry.register(INSTANCE);
            registry.advance(Fixtures.TTL_MILLIS + Fixtures.REMOVE_AFTER_MILLIS);
            registry.expireAll();
            registry.advance(Fixtures.REMOVE_AFTER_MILLIS);
            registry.expireAll();
            assertThat(registry.find(INSTANCE)).isNull();
            registry.restart();
            LeaseRef third = registry.register("orders/i-1");
            assertThat(List.of(first.id(), second.id(), third.id())).isSorted().doesNotHaveDuplicates();
        }

        @Test
        void areNotSpentOnRefusals() {
            LeaseRef first = registry.register(INSTANCE);
            registry.apply(registerIfAbsent(INSTANCE));
            assertThat(registry.register("orders/i-1").id()).isEqualTo(first.id() + 1);
        }

        @Test
        void ofTheLatestReplacedLeasesAreRememberedAndTheLowestForgottenFirst() {
            LeaseTable table = new LeaseTable(
                    1, StateImage.empty().leases(), StateImage.empty().replacedLeases());
            for (int i = 0; i <= LeaseTable.MAX_REPLACED; i++) {
                long id = table.grant(Fixtures.key(INSTANCE), Fixtures.TTL_MILLIS, 0)
                        .id();
                table.replace(id, Fixtures.key(INSTANCE));
            }
            assertThat(table.replaced()).hasSize(LeaseTable.MAX_REPLACED);
            assertThat(table.wasReplaced(1)).isFalse();
            assertThat(table.wasReplaced(2)).isTrue();
        }
    }

    @Nested
    class CallersWithoutALease {
        @Test
        void changeAndRemoveWhoeverHoldsTheInstance() {
            registry.register(INSTANCE);
            assertThat(registry.apply(updateStatus(INSTANCE, UpdateInstance.ANY, Status.DRAINING)))
                    .isEqualTo(new Outcome.Updated(2));
            assertThat(registry.apply(deregister(INSTANCE, UpdateInstance.ANY))).isEqualTo(Outcome.DONE);
            assertThat(registry.find(INSTANCE)).isNull();
        }

        @Test
        void areToldWhenThereIsNoSuchInstance() {
            assertThat(registry.apply(updateStatus(INSTANCE, UpdateInstance.ANY, Status.DRAINING)))
                    .isEqualTo(Outcome.rejected(Rejection.INSTANCE_NOT_FOUND));
            assertThat(registry.apply(deregister(INSTANCE, UpdateInstance.ANY)))
                    .isEqualTo(Outcome.rejected(Rejection.INSTANCE_NOT_FOUND));
        }
    }
}
