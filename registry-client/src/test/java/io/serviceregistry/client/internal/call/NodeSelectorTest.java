package io.serviceregistry.client.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.Wire;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeSelectorTest {

    private static final Set<String> NONE = Set.of();

    private final NodeSelector selector = new NodeSelector(List.of("a:1", "b:1", "c:1"), new Random(Seeds.seed()));
    private final String first = selector.ring().get(0);
    private final String second = selector.ring().get(1);
    private long now;

    @Test
    void readsStickToOneNodeUntilItFails() {
        assertThat(pick(false, NONE)).isEqualTo(first);
        assertThat(pick(false, NONE)).isEqualTo(first);
        selector.failed(first, now);
        assertThat(pick(false, NONE)).isEqualTo(second);
        advance(Duration.ofHours(1));
        assertThat(pick(false, NONE)).as("it works there, so why go back").isEqualTo(second);
    }

    @Test
    void whatBeginsGoesWhereRenewalsAreAnswered() {
        selector.settle(second);
        assertThat(pick(false, NONE)).isEqualTo(second);
        selector.settle("not in the ring");
        assertThat(pick(false, NONE)).isEqualTo(second);
        selector.failed(second, now);
        selector.settle(second);
        assertThat(pick(false, NONE)).as("a suspect comes last nonetheless").isNotEqualTo(second);
    }

    @Test
    void clientsSpreadOverTheNodes() {
        Set<String> chosen = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            chosen.add(new NodeSelector(List.of("a:1", "b:1", "c:1"), new Random(seed)).pick(false, NONE, 0));
        }
        assertThat(chosen).hasSize(3);
    }

    @Test
    void whatWasTriedComesLast() {
        assertThat(pick(false, Set.of(first))).isEqualTo(second);
        assertThat(pick(false, Set.of(first, second))).isEqualTo(selector.ring().get(2));
    }

    @Test
    void suspectNodesComeAfterTheOthersButBeforeNobody() {
        selector.failed(second, now);
        assertThat(pick(false, Set.of(first))).isEqualTo(selector.ring().get(2));
        selector.ring().forEach(node -> selector.failed(node, now));
        assertThat(selector.ring()).contains(pick(false, NONE));
    }

    @Test
    void aSuspectIsTriedByOneAndByTheOthersOnceItAnswered() {
        selector.learn(second, Wire.leader("n2", second, 10));
        selector.failed(second, now);
        assertThat(pick(true, NONE)).isEqualTo(first);
        advance(Duration.ofMillis(501));
        assertThat(pick(true, NONE)).as("on probation").isEqualTo(second);
        assertThat(pick(true, NONE)).isEqualTo(first);
        selector.answered(second);
        assertThat(pick(true, NONE)).isEqualTo(second);
    }

    @Test
    void suspicionGrowsWithEachFailureAndEndsWithAnAnswer() {
        selector.learn(second, Wire.leader("n2", second, 10));
        for (int i = 0; i < 20; i++) {
            selector.failed(second, now);
        }
        advance(Duration.ofMillis(9_999));
        assertThat(pick(true, NONE)).isEqualTo(first);
        advance(Duration.ofMillis(1));
        assertThat(pick(true, NONE)).isEqualTo(second);
        selector.answered(second);
        selector.failed(second, now);
        advance(Duration.ofMillis(501));
        assertThat(pick(true, NONE)).isEqualTo(second);
    }

    @Test
    void anotherRingKeepsTheNodeInUseWhileItIsInIt() {
        selector.settle(second);
        selector.change(List.of("d:1", first, second));
        assertThat(pick(false, NONE)).isEqualTo(second);
        selector.change(List.of("d:1", first));
        assertThat(pick(false, NONE)).isEqualTo("d:1");
        assertThat(pick(false, Set.of("d:1", first)))
                .as("never one that has left")
                .isNotEqualTo(second);
    }

    private String pick(boolean preferLeader, Set<String> tried) {
        return selector.pick(preferLeader, tried, now);
    }

    private void advance(Duration time) {
        now += time.toNanos();
    }
}
