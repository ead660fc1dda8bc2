package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader that is gone is replaced within the longest election timeout and a moment, not within twice as long. */
class PromptElectionClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration MIN = Duration.ofSeconds(6);
    private static final Duration MAX = Duration.ofMillis(6_200);
    private static final Duration A_MOMENT = Duration.ofMillis(1_300);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Duration ALMOST_NEVER = Duration.ofMinutes(60);

    @TempDir
    private Path directory;

    private final List<RaftMember> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(RaftMember::close);
    }

    @Test
    void theFollowerCallsTheElectionOnTime() {
        RaftMembers members = new RaftMembers(directory, 3);
        start(members, "n3", SHORT, ALMOST_NEVER); // votes for others soon, and hardly ever stands itself
        RaftMember n1 = start(members, "n1", SHORT, Duration.ofSeconds(1));
        RaftMember n2 = start(members, "n2", MIN, MAX);
        await().atMost(PATIENCE).until(n1::leads);
        assertThat(n1.propose(Fixtures.register("payments/p1"))).succeedsWithin(PATIENCE);
        await().atMost(PATIENCE).until(() -> n2.knows("payments/p1"));

        running.remove(n1);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(n1::close);

        await().atMost(MAX.plus(A_MOMENT)).until(n2::leads);
        await().atMost(PATIENCE).until(n2::wasToldReady);
        assertThat(closed).succeedsWithin(PATIENCE);
    }

    private RaftMember start(RaftMembers members, String id, Duration min, Duration max) {
        RaftMember member = new RaftMember(members.settings(id, min, max), RatisNode.guards(id));
        running.add(member);
        return member;
    }
}
