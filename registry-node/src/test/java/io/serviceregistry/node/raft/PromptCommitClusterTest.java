package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys.Rpc;
import org.apache.ratis.util.TimeDuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followers apply what is committed at once, however far away the next heartbeat is, and on a log that is quiet otherwise. */
class PromptCommitClusterTest {
    /** Heartbeats come every half of it. */
    private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(120);

    private static final Duration LESS_THAN_A_HEARTBEAT = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void theLastWriteReachesTheFollowersWithoutAnother() {
        RaftMembers members = new RaftMembers(directory, 3);
        try (RaftMember n3 = start(members, "n3", ELECTION_TIMEOUT);
                RaftMember n2 = start(members, "n2", ELECTION_TIMEOUT);
                RaftMember n1 = start(members, "n1", Duration.ofMillis(200))) {
            await().atMost(LESS_THAN_A_HEARTBEAT).until(n1::leads);
            IntStream.rangeClosed(1, 5).mapToObj(i -> "payments/i" + i).forEach(written -> {
                assertThat(n1.propose(Fixtures.register(written))).succeedsWithin(LESS_THAN_A_HEARTBEAT);
                await().atMost(LESS_THAN_A_HEARTBEAT)
                        .untilAsserted(() -> assertThat(List.of(n2, n3))
                                .allSatisfy(follower ->
                                        assertThat(follower.knows(written)).isTrue()));
            });
        }
    }

    private static RaftMember start(RaftMembers members, String id, Duration firstElection) {
        RaftSettings settings = members.settings(id, ELECTION_TIMEOUT, ELECTION_TIMEOUT.plusSeconds(1));
        RaftProperties properties = RatisProperties.of(settings);
        Rpc.setFirstElectionTimeoutMin(properties, millis(firstElection));
        Rpc.setFirstElectionTimeoutMax(properties, millis(firstElection.plusMillis(100)));
        return new RaftMember(settings, settings.members(), List.of(new TermOrderGuard()), properties);
    }

    private static TimeDuration millis(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
