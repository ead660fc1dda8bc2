package io.serviceregistry.client.balance;

import static io.serviceregistry.client.EffectiveStatus.DOWN;
import static io.serviceregistry.client.EffectiveStatus.DRAINING;
import static io.serviceregistry.client.EffectiveStatus.LAPSED;
import static io.serviceregistry.client.EffectiveStatus.OUT_OF_SERVICE;
import static io.serviceregistry.client.EffectiveStatus.STARTING;
import static io.serviceregistry.client.EffectiveStatus.UNRECOGNIZED;
import static io.serviceregistry.client.EffectiveStatus.WARN;
import static io.serviceregistry.client.testkit.Instances.held;
import static io.serviceregistry.client.testkit.Instances.ids;
import static io.serviceregistry.client.testkit.Instances.overridden;
import static io.serviceregistry.client.testkit.Instances.up;
import static io.serviceregistry.client.testkit.Instances.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.testkit.Instances;
import io.serviceregistry.client.testkit.Seeds;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PanicRuleTest {

    private static final Set<EffectiveStatus> INTENDED = EnumSet.of(STARTING, DRAINING, OUT_OF_SERVICE);

    @Test
    void onlyTheHealthyAreCalled() {
        Selection selection = PanicRule.DEFAULT.select(List.of(
                up("up"),
                with(WARN, up("warn")),
                held(up("held")),
                with(DOWN, up("down")),
                with(LAPSED, up("lapsed"))));
        assertThat(ids(selection.instances())).containsExactly("up", "warn", "held");
        assertThat(selection).hasToString("healthy, leaving 3: 3 healthy, 5 that could answer, 5 known");
    }

    @Test
    void whenNoneIsHealthyAllThatCouldStillAnswerAreCalled() {
        Selection selection = PanicRule.DEFAULT.select(List.of(
                with(DOWN, up("down")),
                with(LAPSED, up("lapsed")),
                with(UNRECOGNIZED, up("unrecognized")),
                with(STARTING, up("starting")),
                with(DRAINING, up("draining")),
                with(OUT_OF_SERVICE, up("out"))));
        assertThat(ids(selection.instances())).containsExactly("down", "lapsed", "unrecognized");
        assertThat(selection).hasToString("panic, leaving 3: 0 healthy of 3 that could answer");
    }

    @Test
    void oneThatLapsedWhileDrainingIsNotCalled() {
        Selection selection = PanicRule.DEFAULT.select(List.of(
                with(LAPSED, with(DRAINING, up("drained"))),
                with(LAPSED, with(OUT_OF_SERVICE, up("out"))),
                with(LAPSED, with(STARTING, up("never started"))),
                with(LAPSED, overridden(DRAINING, up("drained by an operator"))),
                with(LAPSED, with(DOWN, up("down, then lapsed")))));
        assertThat(ids(selection.instances())).containsExactly("down, then lapsed");
    }

    @Test
    void oneThatAnOperatorTookDownIsNotCalled() {
        Selection selection =
                PanicRule.DEFAULT.select(List.of(overridden(DOWN, up("down")), with(LAPSED, up("lapsed"))));
        assertThat(ids(selection.instances())).containsExactly("lapsed");
    }

    @Test
    void ofThreeOfWhichTwoCrashedTheLastIsCalledAlone() {
        List<Instance> instances = List.of(up("a"), with(LAPSED, up("b")), with(LAPSED, up("c")));
        assertThat(ids(PanicRule.DEFAULT.select(instances).instances())).containsExactly("a");
        assertThat(ids(new PanicRule(0.5).select(instances).instances())).containsExactly("a", "b", "c");
    }

    @Test
    void drainingHalfOfAServiceIsNoPanic() {
        List<Instance> instances =
                List.of(up("a"), up("b"), with(DOWN, up("c")), with(DRAINING, up("d")), with(DRAINING, up("e")));
        assertThat(new PanicRule(0.6).select(instances).verdict()).isEqualTo(PanicRule.HEALTHY);
    }

    @Test
    void theShareItselfIsNoPanicYet() {
        List<Instance> instances = List.of(up("a"), with(DOWN, up("b")), with(DOWN, up("c")), with(DOWN, up("d")));
        assertThat(new PanicRule(0.25).select(instances).verdict()).isEqualTo(PanicRule.HEALTHY);
        assertThat(new PanicRule(0.26).select(instances))
                .hasToString("panic, leaving 4: 1 healthy of 4 that could answer, a share below 0.26");
    }

    @Test
    void neverMeansNever() {
        assertThat(PanicRule.never().select(List.of(with(DOWN, up("a")))).instances())
                .isEmpty();
    }

    @Test
    void whateverTheInstancesNobodysIntentIsOverruled() {
        SplittableRandom random = new SplittableRandom(Seeds.seed());
        for (int i = 0; i < 2_000; i++) {
            List<Instance> all = Instances.generated(8, random);
            double below = random.nextInt(11) / 10.0;
            Selection selection = new PanicRule(below).select(all);
            List<Instance> healthy = all.stream().filter(Instance::healthy).toList();
            List<Instance> callable = all.stream()
                    .filter(instance -> !INTENDED.contains(instance.status()))
                    .toList();
            boolean tooFew = healthy.isEmpty() || (double) healthy.size() / callable.size() < below;
            assertThat(selection.instances())
                    .as("below %s of %s, seed %s", below, all, Seeds.seed())
                    .isEqualTo(tooFew ? callable : healthy);
        }
    }

    @Test
    void aShareIsAShare() {
        assertThatThrownBy(() -> new PanicRule(20)).hasMessage("below: 20.0 (expected: 0..1)");
        assertThatThrownBy(() -> new PanicRule(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
