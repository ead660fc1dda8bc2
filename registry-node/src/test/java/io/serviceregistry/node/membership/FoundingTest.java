package io.serviceregistry.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.membership.Founding.Decision;
import io.serviceregistry.node.membership.Founding.Found;
import io.serviceregistry.node.membership.Founding.Outsider;
import io.serviceregistry.node.membership.Founding.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FoundingTest {
    private static final List<String> THREE = List.of("n1", "n2", "n3");
    private static final Map<String, String> FOUNDERS = Map.of("n1", "a", "n2", "b", "n3", "c");

    @Test
    void aLoneNodeFoundsAtOnce() {
        assertThat(Founding.decide(Standing.of("n1", List.of("n1"), MembershipRecord.fresh("a")), List.of()))
                .isEqualTo(new Found(new TreeMap<>(Map.of("n1", "a"))));
    }

    @Test
    void newNodesFoundWhenAllHaveMetAndNotBefore() {
        assertThat(Founding.decide(fresh("n1", "a"), List.of(fresh("n2", "b"))))
                .isEqualTo(new Wait("waits for n3: a cluster begins when all its members have met"));
        assertThat(Founding.decide(fresh("n1", "a"), List.of(fresh("n2", "b"), fresh("n3", "c"))))
                .isEqualTo(new Found(new TreeMap<>(FOUNDERS)));
    }

    @Test
    void whoeverAFounderNamesIsCountedInWithoutTheOthers() {
        assertThat(Founding.decide(fresh("n1", "a"), List.of(founder("n2", "b"))))
                .isEqualTo(new Found(new TreeMap<>(FOUNDERS)));
    }

    @Test
    void whoHasLostItsDirectoryIsAnOutsider() {
        Decision decision = Founding.decide(fresh("n1", "x"), List.of(founder("n2", "b"), fresh("n3", "c")));
        assertThat(decision)
                .isEqualTo(
                        new Outsider("n2 belongs to the cluster, which was founded with another data directory of n1"));
    }

    @Test
    void whoCameLaterIsAnOutsider() {
        Standing later = Standing.of("n4", List.of("n1", "n2", "n3", "n4"), MembershipRecord.fresh("d"));
        assertThat(Founding.decide(later, List.of(founder("n2", "b"))))
                .isEqualTo(new Outsider("n2 belongs to the cluster, which was founded without n4"));
    }

    @Test
    void oneWhoKnowsBetterIsEnoughToStayOut() {
        Standing invited = Standing.of("n3", THREE, MembershipRecord.fresh("c").joining(Map.of("n2", "b")));
        assertThat(Founding.decide(fresh("n1", "a"), List.of(founder("n2", "b"), invited)))
                .isInstanceOf(Outsider.class);
    }

    @Test
    void nodesThatAreConfiguredDifferentlyDoNotFound() {
        Standing two = Standing.of("n2", List.of("n1", "n2"), MembershipRecord.fresh("b"));
        assertThat(Founding.decide(fresh("n1", "a"), List.of(two, fresh("n3", "c"))))
                .isEqualTo(new Wait("cluster.members of n2 are [n1, n2], here they are [n1, n2, n3]"));
    }

    @Test
    void whoWasRestoredFoundsOnlyWithOthersOfTheSameState() {
        assertThat(Founding.decide(restored("n1", "a", "77aa"), List.of(restored("n2", "b", "77aa"), fresh("n3", "c"))))
                .isEqualTo(new Wait("n3 starts with an empty registry, n1 was restored to state 77aa: all members of a"
                        + " restored cluster must be restored from the same backup"));
        assertThat(Founding.decide(fresh("n3", "c"), List.of(restored("n2", "b", "77aa"))))
                .isEqualTo(new Wait("n2 was restored to state 77aa, n3 starts with an empty registry: all members of a"
                        + " restored cluster must be restored from the same backup"));
        assertThat(Founding.decide(
                        restored("n1", "a", "77aa"), List.of(restored("n2", "b", "88bb"), restored("n3", "c", "77aa"))))
                .isInstanceOf(Wait.class);
        assertThat(Founding.decide(
                        restored("n1", "a", "77aa"), List.of(restored("n2", "b", "77aa"), restored("n3", "c", "77aa"))))
                .isEqualTo(new Found(new TreeMap<>(FOUNDERS)));
    }

    @Test
    void afterAFounderOfAnotherStateNobodyFollows() {
        // A version that knows of no backups founds with whoever is there.
        assertThat(Founding.decide(restored("n1", "a", "77aa"), List.of(founder("n2", "b"))))
                .isInstanceOf(Wait.class);
    }

    @Test
    void whoWasRestoredIsNotInvited() {
        MembershipStore store = new MembershipStore() {
            @Override
            public MembershipRecord current() {
                return MembershipRecord.restored("d", "77aa");
            }

            @Override
            public void write(MembershipRecord record) {
                throw new AssertionError(record);
            }
        };
        assertThatThrownBy(() -> new Membership("n4", List.of("n4"), store).accept("d", FOUNDERS))
                .isInstanceOf(InviteRefusedException.class)
                .hasMessage("n4 was restored from a backup; to be added to a cluster it needs an empty data directory");
    }

    /**
     * Nodes that ask each other in any order, fail to reach each other, and lose their disks: at every moment all who take part have
     * counted in one another's present disks. So nobody takes part beside a node to which its lost disk may have given a vote.
     */
    @Test
    void whoeverTakesPartWasCountedInWithThisDisk() {
        for (int seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            Map<String, MembershipRecord> disks = new TreeMap<>();
            THREE.forEach(id -> disks.put(id, MembershipRecord.fresh(id + "-0")));
            for (int step = 1; step < 40; step++) {
                String id = THREE.get(random.nextInt(3));
                if (random.nextInt(5) == 0) {
                    String incarnation = id + '-' + step;
                    disks.put(
                            id,
                            random.nextInt(3) == 0
                                    ? MembershipRecord.fresh(incarnation)
                                    : MembershipRecord.restored(incarnation, random.nextInt(4) == 0 ? "88bb" : "77aa"));
                } else if (disk(disks, id).phase() == Phase.NEW) {
                    decide(id, disks, random);
                }
                assertAllCountOneAnotherIn(disks, "seed " + seed + ", step " + step);
            }
        }
    }

    private static void decide(String id, Map<String, MembershipRecord> disks, Random random) {
        List<Standing> answers = new ArrayList<>();
        disks.forEach((other, record) -> {
            if (!other.equals(id) && random.nextInt(3) > 0) {
                answers.add(Standing.of(other, THREE, record));
            }
        });
        MembershipRecord own = disk(disks, id);
        if (Founding.decide(Standing.of(id, THREE, own), answers) instanceof Found found) {
            disks.put(id, own.founding(found.founders()));
        }
    }

    private static void assertAllCountOneAnotherIn(Map<String, MembershipRecord> disks, String when) {
        disks.forEach((id, record) -> disks.forEach((other, known) -> {
            if (record.phase() == Phase.FOUNDER && known.phase() == Phase.FOUNDER) {
                assertThat(record.founders()).as(when).containsEntry(other, known.incarnation());
                assertThat(record.restored()).as(when).isEqualTo(known.restored());
            }
        }));
    }

    private static MembershipRecord disk(Map<String, MembershipRecord> disks, String id) {
        return Objects.requireNonNull(disks.get(id));
    }

    private static Standing fresh(String id, String incarnation) {
        return Standing.of(id, THREE, MembershipRecord.fresh(incarnation));
    }

    private static Standing restored(String id, String incarnation, String state) {
        return Standing.of(id, THREE, MembershipRecord.restored(incarnation, state));
    }

    private static Standing founder(String id, String incarnation) {
        return Standing.of(id, THREE, MembershipRecord.fresh(incarnation).founding(FOUNDERS));
    }
}
