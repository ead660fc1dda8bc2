package io.serviceregistry.node.raft;

import static io.serviceregistry.node.raft.RegistryGroup.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.testkit.LongForm;
import io.serviceregistry.node.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Linearizable, on real members that write and read without a pause while links are cut, leaders deposed and voters changed.
 * {@link StaleReadSchedulesClusterTest} shows single mistakes; here chance looks for those nobody has thought of. Longer with
 * {@code -Dattack.seconds=600}.
 */
class ReadsUnderAttackClusterTest {
    private static final Duration ATTACK = Duration.ofSeconds(Long.getLong("attack.seconds", 2));

    private static final int HURTS_PER_CHANGE = 2;

    @TempDir
    private Path directory;

    private RegistryGroup group;
    private ReadTraffic traffic;

    @BeforeEach
    void open() {
        group = new RegistryGroup(directory, 6, Duration.ofMillis(500), Duration.ofMillis(1_000));
        traffic = new ReadTraffic(group, List.of("n1", "n2", "n3", "n4", "n5", "n6"));
    }

    @AfterEach
    void close() {
        traffic.close();
        group.close();
    }

    @Test
    void oneVoter() {
        Seeds.checkOnCluster(getClass(), seed -> {
            group.start(1);
            awaitProgress();
            assertThat(traffic.violations()).isEmpty();
        });
    }

    @Test
    void threeVotersWhoseLinksAreCut() {
        Seeds.checkOnCluster(getClass(), seed -> {
            group.start(3);
            attack(new SplittableRandom(seed));
        });
    }

    @Test
    @LongForm
    void fiveVotersWhoseLinksAreCut() {
        Seeds.checkOnCluster(getClass(), seed -> {
            group.start(5);
            attack(new SplittableRandom(seed));
        });
    }

    @Test
    @LongForm
    void votersThatChangeMeanwhile() {
        Seeds.checkOnCluster(getClass(), seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            group.start(3);
            change(random, Set.of("n1", "n2", "n3", "n4", "n5"), List.of());
            change(random, Set.of("n1", "n2", "n3"), List.of("n4", "n5"));
            change(random, Set.of("n1", "n2", "n6"), List.of("n3"));
        });
    }

    private void attack(SplittableRandom random) {
        awaitProgress();
        long endNanos = System.nanoTime() + ATTACK.toNanos();
        while (System.nanoTime() < endNanos) {
            hurt(random);
            awaitProgress();
        }
        assertThat(traffic.violations()).isEmpty();
    }

    /** Changes the voters while links are cut; who is no voter any more stops when it is over. */
    private void change(SplittableRandom random, Set<String> voters, List<String> leaving) {
        voters.stream().filter(id -> group.find(id) == null).forEach(group::startJoining);
        CompletableFuture<Void> change = CompletableFuture.runAsync(() -> group.changeVoters(voters));
        for (int i = 0; i < HURTS_PER_CHANGE && !change.isDone(); i++) {
            hurt(random);
            awaitWrites();
        }
        assertThat(change).succeedsWithin(LONG);
        leaving.forEach(group::stop);
        awaitProgress();
        assertThat(traffic.violations()).isEmpty();
    }

    /** Cuts some links of one node, most often of the leader, for about an election. */
    private void hurt(SplittableRandom random) {
        List<String> ids = group.running().map(RegistryMember::id).sorted().toList();
        String victim = random.nextInt(4) == 0
                ? ids.get(random.nextInt(ids.size()))
                : group.running()
                        .filter(node -> node.member().leads())
                        .map(RegistryMember::id)
                        .findFirst()
                        .orElse(ids.get(0));
        int kind = random.nextInt(4);
        for (String other : ids) {
            if (!other.equals(victim)) {
                switch (kind) {
                    case 0 -> group.links().cut(victim, other);
                    case 1 -> group.links().cutRaft(victim, other);
                    case 2 -> group.links().silence(victim, other);
                    default -> group.links().silence(other, victim);
                }
            }
        }
        await().pollDelay(Duration.ofMillis(random.nextInt(300, 2_000))).until(() -> true);
        group.links().mend();
    }

    private void awaitWrites() {
        long before = traffic.writes();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(traffic.writes()).as("writes").isGreaterThan(before));
    }

    private void awaitProgress() {
        awaitWrites();
        Map<String, Long> reads = new LinkedHashMap<>();
        group.running().forEach(node -> reads.put(node.id(), traffic.reads(node.id())));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(reads)
                        .allSatisfy((id, before) -> assertThat(traffic.reads(id))
                                .as("reads on %s", id)
                                .isGreaterThan(before + 2)));
    }
}
