package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.TTL_MILLIS;
import static io.serviceregistry.node.testkit.Fixtures.deregister;
import static io.serviceregistry.node.testkit.Fixtures.key;
import static io.serviceregistry.node.testkit.Fixtures.override;
import static io.serviceregistry.node.testkit.Fixtures.register;
import static io.serviceregistry.node.testkit.Fixtures.service;
import static io.serviceregistry.node.testkit.Fixtures.spec;
import static io.serviceregistry.node.testkit.Fixtures.updateStatus;
import static io.serviceregistry.node.testkit.Fixtures.zone;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.model.StatusOverride;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An operator's word on a whole service, or on a whole zone. */
class WideOverrideTest {
    private static final OverrideScope PAYMENTS = OverrideScope.of(service("payments"));
    private static final OverrideScope ZONE_A = zone("zone-a");

    private final LoggedRegistry registry = LoggedRegistry.started();
    private final LeaseRef first = registry.register(in("payments/i-1", "zone-a"));

    WideOverrideTest() {
        registry.register(in("payments/i-2", "zone-b"));
        registry.register(in("orders/i-1", "zone-a"));
        registry.register(in("orders/i-2", ""));
    }

    @Nested
    class BelowItsLevel {
        @Test
        void isRefusedWhateverItsScopeAndChangesNothing() {
            long digest = registry.digest();
            for (OverrideScope scope : new OverrideScope[] {PAYMENTS, ZONE_A}) {
                assertThat(registry.apply(override(scope, Status.DOWN)))
                        .isEqualTo(new Outcome.Rejected(Rejection.FEATURE_LEVEL_TOO_LOW, 2));
                assertThat(registry.apply(new ClearOverride(scope)))
                        .isEqualTo(new Outcome.Rejected(Rejection.FEATURE_LEVEL_TOO_LOW, 2));
            }
            assertThat(registry.digest()).isEqualTo(digest);
        }

        @Test
        void isAppliedDirectlyAfterTheLevelRose() {
            assertThat(registry.applyTogether(
                            new RaiseFeatureLevel(registry.term(), FeatureLevel.WIDE_OVERRIDES),
                            override(PAYMENTS, Status.DOWN)))
                    .containsExactly(Outcome.DONE, Outcome.DONE);
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.DOWN);
        }
    }

    @Nested
    class AtItsLevel {
        @BeforeEach
        void raise() {
            registry.apply(new RaiseFeatureLevel(registry.term(), FeatureLevel.WIDE_OVERRIDES));
        }

        @Test
        void lowersEveryInstanceOfTheServiceAtOneRevision() {
            long before = registry.revision();
            registry.apply(override(PAYMENTS, Status.DRAINING));
            assertThat(registry.revision()).isEqualTo(before + 1);
            assertThat(registry.lastChanges())
                    .extracting(Change::key, Change::reason)
                    .containsExactly(
                            tuple(key("payments/i-1"), ChangeReason.OVERRIDDEN),
                            tuple(key("payments/i-2"), ChangeReason.OVERRIDDEN));
            assertThat(registry.healthy("payments")).isEmpty();
            assertThat(registry.healthy("orders")).containsExactly("i-1", "i-2");
        }

        @Test
        void lowersEveryInstanceOfTheZoneWhateverItsService() {
            registry.apply(override(ZONE_A, Status.DRAINING));
            assertThat(registry.healthy("payments")).containsExactly("i-2");
            assertThat(registry.healthy("orders")).containsExactly("i-2");
            assertThat(registry.lastChanges())
                    .extracting(Change::key)
                    .containsExactly(key("orders/i-1"), key("payments/i-1"));
        }

        @Test
        void isOfItsNamespaceAlone() {
            InstanceSpec elsewhere = new InstanceSpec(
                    InstanceKey.of("other", "payments", "i-1"),
                    spec("payments/i-1").endpoints(),
                    spec("payments/i-1").metadata(),
                    spec("payments/i-1").tags(),
                    "zone-a",
                    100,
                    Status.UP,
                    List.of(),
                    TTL_MILLIS,
                    0);
            registry.register(register(elsewhere));
            registry.apply(override(PAYMENTS, Status.DOWN));
            registry.apply(override(ZONE_A, Status.DOWN));
            assertThat(new CatalogView(registry.image()).find(elsewhere.key()))
                    .hasValueSatisfying(
                            view -> assertThat(view.instance().reason()).isEqualTo(ChangeReason.REGISTERED));
        }

        @Test
        void isAboutWhoeverRegistersLater() {
            registry.apply(override(PAYMENTS, Status.DRAINING));
            registry.apply(override(ZONE_A, Status.DOWN));
            registry.register(in("payments/i-9", "zone-b"));
            registry.register(in("carts/i-1", "zone-a"));
            assertThat(registry.status("payments/i-9")).isEqualTo(EffectiveStatus.DRAINING);
            assertThat(registry.status("carts/i-1")).isEqualTo(EffectiveStatus.DOWN);
        }

        @Test
        void theLowestHoldsAndOfEquallyLowOnesTheNarrowest() {
            registry.apply(override(ZONE_A, Status.DRAINING));
            assertThat(holding("payments/i-1")).isEqualTo(ZONE_A);
            registry.apply(override(PAYMENTS, Status.DRAINING));
            assertThat(holding("payments/i-1")).isEqualTo(PAYMENTS);
            registry.apply(override("payments/i-1", Status.DRAINING));
            assertThat(holding("payments/i-1")).isEqualTo(OverrideScope.of(key("payments/i-1")));
            registry.apply(override(ZONE_A, Status.OUT_OF_SERVICE));
            assertThat(holding("payments/i-1")).isEqualTo(ZONE_A);
            registry.apply(override(PAYMENTS, Status.DOWN));
            assertThat(holding("payments/i-1")).isEqualTo(PAYMENTS);
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.DOWN);
        }

        @Test
        void changesNothingForWhomALowerOneHolds() {
            registry.apply(override("payments/i-1", Status.DOWN));
            registry.apply(override(PAYMENTS, Status.DRAINING));
            assertThat(registry.lastChanges()).extracting(Change::key).containsExactly(key("payments/i-2"));
            long revision = registry.revision();
            registry.apply(
                    override(ZONE_A, Status.UP)); // lower than nothing of orders', higher than what payments have
            registry.apply(new ClearOverride(OverrideScope.of(key("payments/i-1"))));
            assertThat(holding("payments/i-1")).isEqualTo(PAYMENTS);
            assertThat(registry.revision()).isEqualTo(revision + 2);
        }

        @Test
        void liftedGivesWayToTheNextOne() {
            registry.apply(override(PAYMENTS, Status.DOWN));
            registry.apply(override(ZONE_A, Status.DRAINING));
            assertThat(registry.apply(new ClearOverride(PAYMENTS))).isEqualTo(Outcome.DONE);
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.DRAINING);
            assertThat(registry.status("payments/i-2")).isEqualTo(EffectiveStatus.UP);
            registry.apply(new ClearOverride(ZONE_A));
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.UP);
            assertThat(registry.apply(new ClearOverride(ZONE_A)))
                    .isEqualTo(Outcome.rejected(Rejection.OVERRIDE_NOT_FOUND));
        }

        @Test
        void neverRaisesAndNeverHidesALapse() {
            registry.apply(updateStatus("payments/i-1", first.id(), Status.DOWN));
            registry.apply(override(PAYMENTS, Status.DRAINING));
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.DOWN);
            registry.advance(TTL_MILLIS);
            registry.expireAll();
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.LAPSED);
            assertThat(registry.status("payments/i-2")).isEqualTo(EffectiveStatus.LAPSED);
            registry.renew(first);
            registry.apply(updateStatus("payments/i-1", first.id(), Status.UP));
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.DRAINING);
        }

        @Test
        void survivesDeregistrationAndARestart() {
            registry.apply(override(PAYMENTS, Status.OUT_OF_SERVICE));
            registry.apply(deregister("payments/i-1", first.id()));
            registry.restart();
            registry.register("payments/i-1");
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.OUT_OF_SERVICE);
        }

        @Test
        void followsAnInstanceThatRegistersInAnotherZone() {
            registry.apply(override(ZONE_A, Status.DOWN));
            registry.register(in("payments/i-1", "zone-b"));
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.UP);
            registry.register(in("payments/i-2", "zone-a"));
            assertThat(registry.status("payments/i-2")).isEqualTo(EffectiveStatus.DOWN);
            registry.register(in("carts/i-1", "zone-b"));
            registry.register(in("carts/i-1", "zone-a"));
            registry.apply(new ClearOverride(ZONE_A));
            assertThat(registry.lastChanges())
                    .extracting(Change::key)
                    .containsExactly(key("carts/i-1"), key("orders/i-1"), key("payments/i-2"));
            registry.restart();
            registry.apply(override(ZONE_A, Status.DOWN));
            assertThat(registry.lastChanges())
                    .extracting(Change::key)
                    .containsExactly(key("carts/i-1"), key("orders/i-1"), key("payments/i-2"));
        }

        @Test
        void endsAtItsTimeByTheLeadersCommandForAllAtOnce() {
            registry.apply(new SetOverride(ZONE_A, Status.DOWN, "power", "ana", 3_000));
            registry.advance(2_999);
            registry.endDue();
            assertThat(registry.status("orders/i-1")).isEqualTo(EffectiveStatus.DOWN);
            registry.advance(1);
            registry.endDue();
            assertThat(registry.status("orders/i-1")).isEqualTo(EffectiveStatus.UP);
            assertThat(registry.status("payments/i-1")).isEqualTo(EffectiveStatus.UP);
            assertThat(registry.lastChanges())
                    .hasSize(2)
                    .extracting(Change::reason)
                    .containsOnly(ChangeReason.OVERRIDDEN);
            assertThat(registry.image().overrides()).isEmpty();
        }

        @Test
        void isRefusedWhenThereAreTooManyButMayBeReplaced() {
            for (int i = 0; i < Overrides.MAX_WIDE; i++) {
                OverrideScope scope = i % 2 == 0 ? OverrideScope.of(service("s-" + i)) : zone("z-" + i);
                assertThat(registry.apply(override(scope, Status.DOWN))).isEqualTo(Outcome.DONE);
            }
            assertThat(registry.apply(override(PAYMENTS, Status.DOWN)))
                    .isEqualTo(new Outcome.Rejected(Rejection.TOO_MANY_OVERRIDES, Overrides.MAX_WIDE));
            registry.restart();
            assertThat(registry.apply(override(ZONE_A, Status.DOWN)))
                    .isEqualTo(new Outcome.Rejected(Rejection.TOO_MANY_OVERRIDES, Overrides.MAX_WIDE));
            assertThat(registry.apply(override(zone("z-1"), Status.DRAINING))).isEqualTo(Outcome.DONE);
            assertThat(registry.apply(override("payments/i-1", Status.DOWN))).isEqualTo(Outcome.DONE);
            registry.apply(new ClearOverride(zone("z-1")));
            assertThat(registry.apply(override(PAYMENTS, Status.DOWN))).isEqualTo(Outcome.DONE);
        }
    }

    private OverrideScope holding(String path) {
        StatusOverride override = registry.instance(path).override();
        return Objects.requireNonNull(override).scope();
    }

    private static RegisterInstance in(String path, String zone) {
        InstanceSpec spec = spec(path);
        return register(new InstanceSpec(
                spec.key(),
                spec.endpoints(),
                spec.metadata(),
                spec.tags(),
                zone,
                spec.weight(),
                spec.status(),
                spec.checks(),
                spec.ttlMillis(),
                spec.removeAfterMillis()));
    }
}
