package io.serviceregistry.client.balance;

import static io.serviceregistry.client.EffectiveStatus.DOWN;
import static io.serviceregistry.client.testkit.Instances.ids;
import static io.serviceregistry.client.testkit.Instances.inZone;
import static io.serviceregistry.client.testkit.Instances.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.client.Instance;
import io.serviceregistry.client.testkit.Instances;
import io.serviceregistry.client.testkit.Seeds;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ZonePreferenceTest {

    private final List<Instance> three = List.of(inZone("a", "a-1"), inZone("a", "a-2"), inZone("b", "b-1"));

    @Test
    void callsStayInTheZone() {
        Selection selection = ZonePreference.of("a").select(three);
        assertThat(ids(selection.instances())).containsExactly("a-1", "a-2");
        assertThat(selection).hasToString("in zone, leaving 2: 2 healthy in zone a, enough are 1");
    }

    @Test
    void withTooFewInTheZoneCallsGoToAll() {
        Selection selection = ZonePreference.of("b").withMinInZone(2).select(three);
        assertThat(selection.instances()).isEqualTo(three);
        assertThat(selection.verdict()).isEqualTo(ZonePreference.SPILL_OVER);
    }

    @Test
    void thoseThatAreNotHealthyDoNotMakeEnough() {
        List<Instance> panic = List.of(with(DOWN, inZone("a", "a-1")), with(DOWN, inZone("b", "b-1")));
        assertThat(ZonePreference.of("a").select(panic).instances()).isEqualTo(panic);
    }

    @Test
    void aCallerWithoutAZonePrefersNothing() {
        List<Instance> some = List.of(inZone("", "nowhere"), inZone("a", "a-1"));
        assertThat(ZonePreference.of("").select(some).instances()).isEqualTo(some);
    }

    @Test
    void whateverTheInstancesItIsAllOrNothing() {
        SplittableRandom random = new SplittableRandom(Seeds.seed());
        for (int i = 0; i < 2_000; i++) {
            List<Instance> all = Instances.generated(8, random);
            int enough = 1 + random.nextInt(4);
            Selection selection = new ZonePreference("a", enough).select(all);
            List<Instance> near = all.stream()
                    .filter(instance -> instance.spec().zone().equals("a"))
                    .toList();
            boolean stays = near.stream().filter(Instance::healthy).count() >= enough;
            assertThat(selection.instances())
                    .as("%s enough of %s, seed %s", enough, all, Seeds.seed())
                    .isEqualTo(stays ? near : all);
        }
    }

    @Test
    void atLeastOneMustBeEnough() {
        assertThatThrownBy(() -> new ZonePreference("a", 0)).hasMessage("minInZone: 0 (expected: >= 1)");
    }
}
