package io.serviceregistry.node.core.model;

import static io.serviceregistry.node.core.model.CheckStatus.CRITICAL;
import static io.serviceregistry.node.core.model.CheckStatus.PASSING;
import static io.serviceregistry.node.core.model.CheckStatus.WARNING;
import static io.serviceregistry.node.testkit.Fixtures.check;
import static io.serviceregistry.node.testkit.Fixtures.key;
import static io.serviceregistry.node.testkit.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One status out of lease, override, checks and report. */
class EffectiveStatusTest {
    private static final Moment THEN = new Moment(1, 1_000);

    @Test
    void isWhatTheInstanceReportsWhenNothingSpeaksAgainstIt() {
        for (Status status : Status.values()) {
            assertThat(of(status, null)).isEqualTo(status.effective());
            assertThat(of(status, null, PASSING)).isEqualTo(status.effective());
        }
    }

    @Test
    void isDownWhenACheckIsCritical() {
        for (Status status : Status.values()) {
            assertThat(of(status, null, PASSING, CRITICAL, WARNING)).isEqualTo(EffectiveStatus.DOWN);
        }
    }

    @Test
    void isWarnWhenACheckWarnsOfAnInstanceThatIsUp() {
        assertThat(of(Status.UP, null, PASSING, WARNING)).isEqualTo(EffectiveStatus.WARN);
        assertThat(of(Status.DRAINING, null, WARNING)).isEqualTo(EffectiveStatus.DRAINING);
        assertThat(of(Status.STARTING, null, WARNING)).isEqualTo(EffectiveStatus.STARTING);
    }

    @Test
    void isLoweredByAnOverrideAndNeverRaised() {
        assertThat(of(Status.UP, Status.DRAINING, WARNING)).isEqualTo(EffectiveStatus.DRAINING);
        assertThat(of(Status.UP, Status.UP, WARNING)).isEqualTo(EffectiveStatus.WARN);
        assertThat(of(Status.UP, Status.DRAINING, CRITICAL)).isEqualTo(EffectiveStatus.DOWN);
        for (Status reported : Status.values()) {
            for (Status override : Status.values()) {
                assertThat(of(reported, override))
                        .isGreaterThanOrEqualTo(reported.effective())
                        .isGreaterThanOrEqualTo(override.effective())
                        .isIn(reported.effective(), override.effective());
            }
        }
    }

    @Test
    void isLapsedWhateverElseIsSaid() {
        for (Status reported : Status.values()) {
            for (Status override : Status.values()) {
                Instance lapsed = instance(reported, List.of()).lapsed(THEN);
                assertThat(EffectiveStatus.of(lapsed, override(override))).isEqualTo(EffectiveStatus.LAPSED);
            }
        }
    }

    @Test
    void isHealthyWhenUpOrWarn() {
        assertThat(EffectiveStatus.values())
                .filteredOn(EffectiveStatus::healthy)
                .containsExactly(EffectiveStatus.UP, EffectiveStatus.WARN);
    }

    private static EffectiveStatus of(Status reported, @Nullable Status override, CheckStatus... checks) {
        List<Check> named = new ArrayList<>();
        for (CheckStatus status : checks) {
            named.add(check("check-" + named.size(), status));
        }
        return EffectiveStatus.of(instance(reported, named), override == null ? null : override(override));
    }

    private static Instance instance(Status reported, List<Check> checks) {
        InstanceSpec spec = spec("payments/i-3").withStatus(reported).withChecks(checks);
        return Instance.registered(spec, 1, THEN, ChangeReason.REGISTERED);
    }

    private static StatusOverride override(Status status) {
        return new StatusOverride(OverrideScope.of(key("payments/i-3")), status, "", "", StatusOverride.NEVER);
    }
}
