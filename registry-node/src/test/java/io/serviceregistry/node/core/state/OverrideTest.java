package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.TTL_MILLIS;
import static io.serviceregistry.node.testkit.Fixtures.deregister;
import static io.serviceregistry.node.testkit.Fixtures.key;
import static io.serviceregistry.node.testkit.Fixtures.override;
import static io.serviceregistry.node.testkit.Fixtures.updateStatus;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.command.ClearOverride;
import io.serviceregistry.node.core.command.EndDue;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.EffectiveStatus;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.model.OverrideScope;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.testkit.LoggedRegistry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** An operator's word on an instance. */
class OverrideTest {
    private static final String INSTANCE = "payments/i-3";

    private final LoggedRegistry registry = LoggedRegistry.started();
    private final LeaseRef lease = registry.register(INSTANCE);

    @Test
    void lowersTheStatus() {
        registry.apply(override(INSTANCE, Status.OUT_OF_SERVICE));
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.OUT_OF_SERVICE);
        assertThat(registry.instance(INSTANCE).instance().reason()).isEqualTo(ChangeReason.OVERRIDDEN);
        assertThat(registry.healthy("payments")).isEmpty();
    }

    @Test
    void neverRaisesIt() {
        registry.apply(updateStatus(INSTANCE, lease.id(), Status.DOWN));
        registry.apply(override(INSTANCE, Status.UP));
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DOWN);
        registry.apply(override(INSTANCE, Status.DRAINING));
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DOWN);
    }

    @Test
    void neverHidesALapse() {
        registry.apply(override(INSTANCE, Status.DRAINING));
        registry.advance(TTL_MILLIS);
        registry.expireAll();
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.LAPSED);
    }

    @Test
    void survivesUpdatesLapsesAndRegistrations() {
        registry.apply(override(INSTANCE, Status.OUT_OF_SERVICE));
        registry.apply(updateStatus(INSTANCE, lease.id(), Status.UP));
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.OUT_OF_SERVICE);
        registry.advance(TTL_MILLIS);
        registry.expireAll();
        registry.renew(lease);
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.OUT_OF_SERVICE);
        registry.register(INSTANCE);
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.OUT_OF_SERVICE);
    }

    @Test
    void survivesDeregistrationAndMeetsTheNextRegistration() {
        registry.apply(override(INSTANCE, Status.OUT_OF_SERVICE));
        registry.apply(deregister(INSTANCE, lease.id()));
        registry.restart();
        registry.register(INSTANCE);
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.OUT_OF_SERVICE);
    }

    @Test
    void maySpeakOfAnInstanceThatIsNotThereYet() {
        registry.apply(override("orders/i-1", Status.DOWN));
        assertThat(registry.lastChanges()).isEmpty();
        registry.register("orders/i-1");
        assertThat(registry.status("orders/i-1")).isEqualTo(EffectiveStatus.DOWN);
    }

    @Test
    void saidAgainChangesNothing() {
        registry.apply(override(INSTANCE, Status.DOWN));
        long digest = registry.digest();
        assertThat(registry.apply(override(INSTANCE, Status.DOWN))).isEqualTo(Outcome.DONE);
        assertThat(registry.lastChanges()).isEmpty();
        assertThat(registry.digest()).isEqualTo(digest);
    }

    @Test
    void isReplacedByTheNextOne() {
        registry.apply(override(INSTANCE, Status.DOWN));
        registry.apply(override(INSTANCE, Status.DRAINING));
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DRAINING);
    }

    @Test
    void isLiftedOnRequest() {
        registry.apply(override(INSTANCE, Status.DOWN));
        assertThat(registry.apply(new ClearOverride(OverrideScope.of(key(INSTANCE)))))
                .isEqualTo(Outcome.DONE);
        assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
        assertThat(registry.lastChanges()).extracting(Change::reason).containsExactly(ChangeReason.OVERRIDDEN);
        assertThat(registry.apply(new ClearOverride(OverrideScope.of(key(INSTANCE)))))
                .isEqualTo(Outcome.rejected(Rejection.OVERRIDE_NOT_FOUND));
    }

    @Test
    void isRefusedWhenThereAreTooMany() {
        LoggedRegistry small = LoggedRegistry.started(new ClusterSettings(0, 600_000, 100, 10, 2, 50, 5, 600_000));
        small.apply(override("a/1", Status.DOWN));
        small.apply(override("a/2", Status.DOWN));
        assertThat(small.apply(override("a/3", Status.DOWN)))
                .isEqualTo(new Outcome.Rejected(Rejection.REGISTRY_FULL, 2));
        assertThat(small.apply(override("a/2", Status.DRAINING))).isEqualTo(Outcome.DONE);
    }

    @Nested
    class ThatExpires {
        @Test
        void endsAtItsTimeByTheLeadersCommand() {
            registry.apply(override(INSTANCE, Status.DOWN, 3_000));
            registry.advance(2_999);
            registry.endDue();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DOWN);
            registry.advance(1);
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DOWN); // time alone ends nothing
            registry.endDue();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.UP);
            assertThat(registry.lastChanges()).extracting(Change::reason).containsExactly(ChangeReason.OVERRIDDEN);
        }

        @Test
        void isNotEndedByALeaderOfAnotherTerm() {
            registry.apply(override(INSTANCE, Status.DOWN, 3_000));
            registry.advance(3_000);
            registry.apply(new EndDue(registry.term() - 1));
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DOWN);
        }

        @Test
        void staysLongerWhenSaidAgain() {
            registry.apply(override(INSTANCE, Status.DOWN, 3_000));
            registry.advance(2_000);
            registry.apply(override(INSTANCE, Status.DOWN, 3_000));
            registry.advance(2_000);
            registry.endDue();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DOWN);
        }

        @Test
        void endsWhenItsInstanceIsGoneToo() {
            registry.apply(override(INSTANCE, Status.DOWN, 3_000));
            registry.apply(deregister(INSTANCE, lease.id()));
            registry.advance(3_000);
            registry.endDue();
            assertThat(registry.image().overrides()).isEmpty();
            assertThat(registry.lastChanges()).isEmpty();
        }

        @Test
        void leavesThoseThatNeverEnd() {
            registry.apply(override(INSTANCE, Status.DOWN));
            registry.advance(700_000);
            registry.endDue();
            assertThat(registry.status(INSTANCE)).isEqualTo(EffectiveStatus.DOWN);
        }
    }
}
