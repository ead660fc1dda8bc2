package io.serviceregistry.client.internal.member;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.internal.call.NodeSelector;
import io.serviceregistry.client.testkit.ManualScheduler;
import io.serviceregistry.client.testkit.Seeds;
import io.serviceregistry.client.testkit.SimMembers;
import io.serviceregistry.client.testkit.Wire;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A client that was given a:1, b:1 and c:1, in virtual time. */
class MemberDiscoveryTest {

    private static final Duration LONGEST_WAIT = Duration.ofNanos(MemberDiscovery.LONGEST_WAIT_NANOS);
    private static final Duration PAUSE = Duration.ofNanos(MemberDiscovery.LONGEST_PAUSE_NANOS);
    private static final List<String> CONFIGURED = List.of("a:1", "b:1", "c:1");
    private static final String[] FOUNDERS = {"n1=a:1", "n2=b:1", "n3=c:1"};

    private final ManualScheduler scheduler = new ManualScheduler();
    private final SimMembers members = new SimMembers(scheduler);
    private final NodeSelector selector = new NodeSelector(CONFIGURED, new Random(Seeds.seed()));

    MemberDiscoveryTest() {
        members.are(10, FOUNDERS);
        selector.tell(
                new MemberDiscovery(CONFIGURED, selector, members, scheduler, new SplittableRandom(Seeds.seed())));
    }

    @Test
    void nobodyIsAskedBeforeANodeHasAnswered() {
        selector.failed("a:1", scheduler.nowNanos());
        scheduler.advance(PAUSE.multipliedBy(2));
        assertThat(members.lookedNanos()).isEmpty();
        begin();
        assertThat(members.lookedNanos()).hasSize(1);
    }

    @Test
    void itAsksOnceAMinuteOrSomewhatMoreOften() {
        begin();
        scheduler.advance(Duration.ofHours(1));
        assertThat(gaps())
                .as("seed %s", Seeds.seed())
                .allSatisfy(gap -> assertThat(gap).isBetween(Duration.ofSeconds(30), PAUSE));
        assertThat(new HashSet<>(gaps())).as("jitter").hasSizeGreaterThan(40);
    }

    @Test
    void afterAFailureItAsksSoonButNeverFasterThanEveryTenSeconds() {
        begin();
        int before = members.lookedNanos().size();
        scheduler.advance(Duration.ofSeconds(15));
        selector.failed("a:1", scheduler.nowNanos());
        scheduler.advance(LONGEST_WAIT);
        assertThat(members.lookedNanos()).hasSize(before + 1);
        for (int second = 0; second < 600; second++) {
            selector.failed("a:1", scheduler.nowNanos());
            scheduler.advance(Duration.ofSeconds(1));
        }
        assertThat(gaps()).allSatisfy(gap -> assertThat(gap).isGreaterThanOrEqualTo(LONGEST_WAIT));
    }

    @Test
    void whoJoinsIsUsedOnceMet() {
        begin();
        members.are(20, "n1=a:1", "n2=b:1", "n3=c:1", "n4=d:1");
        look();
        assertThat(selector.ring()).as("nobody was met there").containsExactlyInAnyOrderElementsOf(CONFIGURED);
        members.meets("d:1", "n4");
        look();
        assertThat(selector.ring()).containsExactlyInAnyOrder("a:1", "b:1", "c:1", "d:1");
    }

    @Test
    void anotherNodeAtAnAddressDoesNotPassForTheMember() {
        begin();
        members.meets("d:1", "a node of another cluster, or in the lobby");
        members.are(20, "n1=a:1", "n2=b:1", "n3=c:1", "n4=d:1");
        look();
        assertThat(selector.ring()).doesNotContain("d:1");
    }

    @Test
    void whoLeavesIsForgottenUnlessConfiguredAndThenComesLast() {
        begin();
        meetAll("n4=d:1", "n5=e:1");
        members.are(20, "n1=a:1", "n2=b:1", "n3=c:1", "n4=d:1", "n5=e:1");
        look();
        members.are(30, "n2=b:1", "n3=c:1", "n5=e:1");
        look();
        assertThat(selector.ring()).containsExactlyInAnyOrder("a:1", "b:1", "c:1", "e:1");
        assertThat(selector.ring().get(3)).isEqualTo("a:1");
        assertThat(members.kept()).doesNotContain("d:1");
    }

    @Test
    void allConfiguredNodesMayBeReplacedOneByOne() {
        begin();
        meetAll("n4=d:1", "n5=e:1", "n6=f:1");
        members.are(20, "n2=b:1", "n3=c:1", "n4=d:1");
        look();
        members.are(30, "n3=c:1", "n4=d:1", "n5=e:1");
        look();
        members.are(40, "n4=d:1", "n5=e:1", "n6=f:1");
        look();
        assertThat(selector.ring().subList(0, 3)).containsExactlyInAnyOrder("d:1", "e:1", "f:1");
        assertThat(selector.ring()).hasSize(6).containsAll(CONFIGURED);
    }

    @Test
    void namesOfAnotherNetworkAreTriedInTheBackgroundOnlyWhileNoConfiguredAddressLeadsToTheirNode() {
        meetAll("n1=a:1", "n2=b:1");
        members.are(10, "n1=inside-1:7400", "n2=inside-2:7400", "n3=inside-3:7400");
        begin();
        assertThat(selector.ring()).containsExactlyInAnyOrderElementsOf(CONFIGURED);
        assertThat(members.greeted()).contains("inside-3:7400").doesNotContain("inside-1:7400", "inside-2:7400");
        assertThat(members.kept())
                .as("no connection is left to where nobody was met")
                .doesNotContain("inside-3:7400");
        members.meets("c:1", "n3");
        look();
        members.greeted().clear();
        look();
        assertThat(members.greeted()).isEmpty();
    }

    @Test
    void whatANodeSaysThatHasFallenBehindDoesNotCount() {
        begin();
        meetAll("n4=d:1");
        members.are(20, "n2=b:1", "n3=c:1", "n4=d:1");
        look();
        members.are(15, FOUNDERS);
        look();
        assertThat(selector.ring()).contains("d:1");
        scheduler.advance(Duration.ofMinutes(7));
        assertThat(selector.ring()).as("nobody knows better for minutes").doesNotContain("d:1");
    }

    @Test
    void whoCannotAskGoesOnWithWhatItKnows() {
        begin();
        meetAll("n4=d:1");
        members.are(20, "n1=a:1", "n2=b:1", "n3=c:1", "n4=d:1");
        look();
        List<String> ring = selector.ring();
        members.fallSilent();
        scheduler.advance(Duration.ofHours(1));
        assertThat(selector.ring()).isEqualTo(ring);
        assertThat(members.lookedNanos()).hasSizeGreaterThan(60);
    }

    private void begin() {
        selector.learn("a:1", Wire.leader("n1", "a:1", 10));
        scheduler.advance(LONGEST_WAIT);
    }

    private void look() {
        int before = members.lookedNanos().size();
        scheduler.advance(PAUSE);
        assertThat(members.lookedNanos()).hasSizeGreaterThan(before);
    }

    private void meetAll(String... nodes) {
        for (String node : nodes) {
            String[] parts = node.split("=", 2);
            members.meets(parts[1], parts[0]);
        }
    }

    private List<Duration> gaps() {
        List<Long> looked = members.lookedNanos();
        return IntStream.range(1, looked.size())
                .mapToObj(i -> Duration.ofNanos(looked.get(i) - looked.get(i - 1)))
                .toList();
    }
}
