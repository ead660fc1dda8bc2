package io.serviceregistry.node.raft;

import static io.serviceregistry.node.raft.RegistryGroup.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.Peers.ReadIndexAnswer;
import io.serviceregistry.node.replication.ReadBarrier;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.LongForm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Linearizable, against the three schedules that a read barrier is most easily wrong about, on real members. In each, a barrier
 * with the one mistake answers without the acknowledged write at the moment at which the real one waits; when the links are
 * mended the real one answers with it.
 */
@LongForm
class StaleReadSchedulesClusterTest {
    private static final String WRITE = "payments/acknowledged";

    @TempDir
    private Path directory;

    private RegistryGroup group;

    @BeforeEach
    void open() {
        group = new RegistryGroup(directory, 5, Duration.ofMillis(1_000), Duration.ofMillis(1_300));
    }

    @AfterEach
    void close() {
        group.close();
    }

    /** The mistake: nobody is asked whether the term is still the present one. */
    @Test
    void aLeaderThatWasDeposedDoesNotAnswer() {
        start();
        RegistryMember deposed = group.member("n1");
        ReadBarrier trusting = deposed.barrier(deposed.member().consensus(), new TrustingPeers(deposed));

        group.isolate("n1");
        awaitAnotherLeader();
        acknowledge("n2");

        CompletableFuture<CatalogView> read = deposed.read(LONG);
        assertThat(done(trusting.await(LONG))).matches(view -> !has(view, WRITE), "stale");
        assertThat(read).isNotDone();

        group.links().mend();
        assertThat(done(read)).matches(view -> has(view, WRITE), "has what was acknowledged before it");
    }

    /** The mistake: the node that reads counts the votes, by the configuration that it knows. */
    @Test
    void aFollowerThatMissedAChangeOfVotersDoesNotCountThem() {
        start("n2");
        RegistryMember behind = group.member("n2");
        CountingPeers countingPeers = new CountingPeers(behind);
        ReadBarrier counting = behind.barrier(behind.member().consensus(), countingPeers);

        List.of("n1", "n3", "n4", "n5").forEach(other -> group.links().cutRaft("n2", other));
        List.of("n4", "n5").forEach(group::startJoining);
        group.changeVoters(List.of("n1", "n2", "n3", "n4", "n5"));
        for (String one : List.of("n1", "n2")) {
            List.of("n3", "n4", "n5").forEach(other -> group.links().cut(one, other));
        }
        awaitAnotherLeader();
        acknowledge("n3");

        CompletableFuture<CatalogView> read = behind.read(LONG);
        CompletableFuture<CatalogView> counted = counting.await(LONG);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(countingPeers.counted).isTrue());
        // It hears of its former leader again, and catches up with that one's log.
        group.links().mendRaft("n1", "n2");
        assertThat(done(counted)).matches(view -> !has(view, WRITE), "stale");
        assertThat(read).isNotDone();

        group.links().mend();
        assertThat(done(read)).matches(view -> has(view, WRITE), "has what was acknowledged before it");
    }

    /** The mistake: a read joins a round that is under way. */
    @Test
    void aReadThatArrivesDuringARoundWaitsForTheNext() {
        start("n2");
        RegistryMember follower = group.member("n2");
        HeldAnswers held = new HeldAnswers(follower);
        ReadBarrier barrier = follower.barrier(follower.member().consensus(), held);

        CompletableFuture<CatalogView> first = barrier.await(LONG);
        await().atMost(LONG).untilAsserted(() -> assertThat(held.answered()).isTrue());
        List.of("n1", "n3").forEach(other -> group.links().cutRaft("n2", other));
        acknowledge("n1");
        CompletableFuture<CatalogView> second = barrier.await(LONG);
        CompletableFuture<CatalogView> joined = first;
        held.release();
        assertThat(done(joined)).matches(view -> !has(view, WRITE), "stale for who came later");
        assertThat(second).isNotDone();

        group.links().mend();
        assertThat(done(second)).matches(view -> has(view, WRITE), "has what was acknowledged before it");
    }

    /** Three voters run. */
    private void start(String... patientFollowers) {
        group.startSlow(3, patientFollowers);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(group.running())
                        .allSatisfy(node -> assertThat(node.read(LONG)).succeedsWithin(LONG)));
    }

    private void awaitAnotherLeader() {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(group.running())
                        .anyMatch(node -> node.member().leads() && !node.id().equals("n1")));
        assertThat(group.member("n1").member().leads())
                .as("n1 does not know it yet")
                .isTrue();
    }

    private void acknowledge(String nodeId) {
        assertThat(group.member(nodeId).write(Fixtures.register(WRITE), LONG)).succeedsWithin(LONG);
    }

    private static boolean has(CatalogView view, String path) {
        return view.find(Fixtures.key(path)).isPresent();
    }

    private static CatalogView done(CompletableFuture<CatalogView> read) {
        assertThat(read).succeedsWithin(LONG);
        return read.join();
    }

    /** Others whose term is said to be the own one, without asking them. */
    private final class TrustingPeers extends InProcessPeers {
        private final RegistryMember self;

        TrustingPeers(RegistryMember self) {
            super(self.id(), group);
            this.self = self;
        }

        @Override
        public CompletableFuture<Long> currentTerm(String nodeId, Duration timeout) {
            return CompletableFuture.completedFuture(self.member().consensus().term());
        }
    }

    /** A leader that only says how far its log is committed; the voters this node knows are counted here. */
    private final class CountingPeers extends InProcessPeers {
        private final RegistryMember self;
        private volatile boolean counted;

        CountingPeers(RegistryMember self) {
            super(self.id(), group);
            this.self = self;
        }

        @Override
        public CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout) {
            var voters = self.member().consensus().committedVoters().orElseThrow();
            long atTerm = voters.stream()
                    .filter(voter -> voter.equals(self.id()) || group.links().reaches(self.id(), voter))
                    .filter(voter -> group.member(voter).member().consensus().term() == term)
                    .count();
            long index = group.member(nodeId).member().consensus().commitIndex();
            counted = 2 * atTerm > voters.size();
            return CompletableFuture.completedFuture(
                    counted ? new ReadIndexAnswer.Index(index) : new ReadIndexAnswer.Retry());
        }
    }

    /** A leader whose first answer is late. */
    private final class HeldAnswers extends InProcessPeers {
        private final AtomicReference<CompletableFuture<ReadIndexAnswer>> first = new AtomicReference<>();
        private final CompletableFuture<Void> released = new CompletableFuture<>();

        HeldAnswers(RegistryMember self) {
            super(self.id(), group);
        }

        boolean answered() {
            CompletableFuture<ReadIndexAnswer> answer = first.get();
            return answer != null && answer.isDone();
        }

        void release() {
            released.complete(null);
        }

        @Override
        public CompletableFuture<ReadIndexAnswer> readIndex(String nodeId, long term, Duration timeout) {
            CompletableFuture<ReadIndexAnswer> answer = super.readIndex(nodeId, term, timeout);
            return first.compareAndSet(null, answer) ? answer.thenCombine(released, (index, late) -> index) : answer;
        }
    }
}
