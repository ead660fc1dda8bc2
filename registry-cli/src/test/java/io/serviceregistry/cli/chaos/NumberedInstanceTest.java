package io.serviceregistry.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.InstanceKey;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NumberedInstanceTest {
    private final Findings findings = new Findings();
    private final NumberedInstance instance = new NumberedInstance(InstanceKey.of("chaos", "written-0"), findings);

    @Test
    void nothingIsRightBeforeAnythingWasAcknowledged() {
        instance.attempt();
        instance.read("n1", instance.acknowledged(), OptionalLong.empty());
        instance.read("n1", instance.acknowledged(), OptionalLong.of(1));
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void aReadMayShowWhatIsStillInDoubt() {
        instance.acknowledge(instance.attempt());
        instance.attempt();
        instance.read("n1", instance.acknowledged(), OptionalLong.of(1));
        instance.read("n1", instance.acknowledged(), OptionalLong.of(2));
        assertThat(findings.violations()).isEmpty();
    }

    @Test
    void aReadMayNotShowLessThanWasAcknowledgedBeforeIt() {
        instance.acknowledge(instance.attempt());
        instance.acknowledge(instance.attempt());
        instance.read("n2", instance.acknowledged(), OptionalLong.of(1));
        assertThat(findings.violations())
                .containsExactly(
                        "Linearizable: n2 shows registration 1 of written-0, after registration 2 was acknowledged");
    }

    @Test
    void whatWasAcknowledgedIsThere() {
        instance.acknowledge(instance.attempt());
        instance.read("n3", instance.acknowledged(), OptionalLong.empty());
        assertThat(findings.violations())
                .containsExactly("Linearizable: n3 shows nothing of written-0, after registration 1 was acknowledged");
    }

    @Test
    void nobodyShowsWhatWasNeverSent() {
        instance.attempt();
        instance.read("n1", instance.acknowledged(), OptionalLong.of(2));
        assertThat(findings.violations())
                .containsExactly("Linearizable: n1 shows registration 2 of written-0, which has made 1");
    }

    @Test
    void aReadIsJudgedByWhatWasAcknowledgedWhenItWasCalled() {
        instance.acknowledge(instance.attempt());
        long before = instance.acknowledged();
        instance.acknowledge(instance.attempt());
        instance.read("n1", before, OptionalLong.of(1));
        assertThat(findings.violations()).isEmpty();
    }
}
