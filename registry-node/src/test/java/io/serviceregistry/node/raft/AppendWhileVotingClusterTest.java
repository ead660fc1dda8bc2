package io.serviceregistry.node.raft;

import static io.serviceregistry.node.raft.HeldMessages.entriesFrom;
import static io.serviceregistry.node.raft.HeldMessages.heartbeatsFrom;
import static io.serviceregistry.node.raft.HeldMessages.votesFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.ratis.thirdparty.io.grpc.ServerInterceptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * AckedMeansDurable, where Ratis breaks it by itself: a follower checks the term of an entry, is paused before the entry is in
 * its log, votes for a candidate without the entry, and then acknowledges the entry to the former leader.
 *
 * <p>n1 leads and is slow to notice anything, n2 is the follower that is paused, n3 the candidate. What is between n1 and n3
 * is held up, and so are n1's heartbeats to n2: messages are late, and none is lost.
 */
class AppendWhileVotingClusterTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration HAND_OVER = Duration.ofSeconds(3);

    @TempDir
    private Path directory;

    private final HeldMessages toLeader = new HeldMessages();
    private final HeldMessages toFollower = new HeldMessages();
    private final HeldMessages toCandidate = new HeldMessages();
    private final PausedAppend pause = new PausedAppend();
    private List<RaftMember> members = List.of();

    @AfterEach
    void close() {
        pause.close();
        Stream.of(toLeader, toFollower, toCandidate).forEach(HeldMessages::releaseAll);
        members.forEach(RaftMember::close);
    }

    @Test
    void aVoteDuringAnAppendLosesAnAcknowledgedWriteWithoutTheGuard() {
        start(List.of());
        CompletableFuture<Result> write = voteWhileAppending();
        RaftMember candidate = members.get(2);

        assertThat(candidate.consensus().role()).isEqualTo(Role.LEADER);
        eventually(() -> assertThat(write).isCompleted());
        toFollower.releaseAll();
        eventually(() -> assertThat(candidate.leads()).isTrue());

        CompletableFuture<Result> later = candidate.propose(Fixtures.register("payments/later"));
        eventually(() -> assertThat(later).isCompleted());
        assertThat(candidate.knows("payments/acknowledged"))
                .as("the acknowledged write at the new leader, at whose index another entry is committed")
                .isFalse();
    }

    @Test
    void theGuardLetsTheAppendComeFirstAndTheWriteSurvives() {
        start(List.of(new TermOrderGuard()));
        CompletableFuture<Result> write = voteWhileAppending();

        eventually(() -> assertThat(write).isCompleted());
        Stream.of(toLeader, toFollower, toCandidate).forEach(HeldMessages::releaseAll);
        eventually(() -> assertThat(members).anyMatch(member -> member.leads() && member != members.get(0)));
        eventually(() -> assertThat(members).allMatch(member -> member.knows("payments/acknowledged")));
    }

    private void start(List<ServerInterceptor> guardOfFollower) {
        RaftMembers group = new RaftMembers(directory, 3);
        Duration min = Duration.ofMillis(1_000); // the leader sends a heartbeat in half of it
        Duration max = Duration.ofMillis(1_300);
        List<ServerInterceptor> follower = Stream.concat(
                        Stream.of(pause), Stream.concat(guardOfFollower.stream(), Stream.of(toFollower)))
                .toList();
        members = List.of(
                new RaftMember(group.settings("n1", min, LONG), List.of(toLeader)),
                new RaftMember(group.settings("n2", min, max), follower),
                new RaftMember(group.settings("n3", min, max), List.of(toCandidate)));
        eventually(() -> {
            members.stream().skip(1).filter(RaftMember::leads).forEach(member -> member.handOver("n1", HAND_OVER));
            assertThat(members.get(0).leads()).isTrue();
        });
        CompletableFuture<Result> before = members.get(0).propose(Fixtures.register("payments/before"));
        eventually(() -> assertThat(before).isCompleted());
        eventually(() -> assertThat(members).allMatch(member -> member.knows("payments/before")));
    }

    /** Runs the schedule up to the moment at which the paused append has gone on. */
    private CompletableFuture<Result> voteWhileAppending() {
        RaftMember leader = members.get(0);
        RaftMember candidate = members.get(2);
        long term = leader.consensus().term();
        Predicate<Object> votes = toFollower.hold(votesFor("n3"));
        toFollower.hold(heartbeatsFrom("n1"));
        toFollower.hold(entriesFrom("n3"));
        toLeader.hold(votesFor("n3"));
        toLeader.hold(heartbeatsFrom("n3").or(entriesFrom("n3")));
        toCandidate.hold(heartbeatsFrom("n1").or(entriesFrom("n1")));

        pause.arm();
        CompletableFuture<Result> write = leader.propose(Fixtures.register("payments/acknowledged"));
        eventually(() -> assertThat(pause.isReached()).isTrue());
        assertThat(write).isNotDone();

        toFollower.release(votes);
        // Elected, or it has asked for a vote in vain and now asks again in the term after.
        eventually(() -> assertThat(candidate.consensus().role() == Role.LEADER
                        || candidate.consensus().term() > term + 1)
                .isTrue());
        assertThat(write).isNotDone();
        pause.resume();
        return write;
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(LONG).untilAsserted(assertion);
    }
}
