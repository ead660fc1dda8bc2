package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.node.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection that nobody answers is given up within seconds; TCP would keep it for hours. */
class MuteConnectionsClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SECONDS = Duration.ofSeconds(15);
    private static final Duration ELECTION_TIMEOUT = Duration.ofMillis(500);
    private static final Duration NEVER = Duration.ofMinutes(10);

    @TempDir
    private Path directory;

    private final List<RaftMember> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(RaftMember::close);
    }

    @Test
    void aFollowerThatComesBackBehindMuteConnectionsCatchesUp() {
        RaftMembers members = new RaftMembers(directory, 3);
        RaftMember n1 = start(members, "n1", ELECTION_TIMEOUT);
        start(members, "n2", NEVER);
        RaftMember n3 = start(members, "n3", NEVER);
        await().atMost(PATIENCE).until(n1::leads);
        close(n3);
        try (MuteConnections mute = new MuteConnections(members.address("n3"))) {
            await().atMost(PATIENCE).until(() -> mute.count() >= 2); // one for entries, one for heartbeats
            assertThat(n1.propose(Fixtures.register("payments/p1"))).succeedsWithin(PATIENCE);
            mute.stopListening();

            RaftMember back = start(members, "n3", NEVER);

            await().atMost(SECONDS).until(() -> back.knows("payments/p1"));
        }
    }

    @Test
    void aVoterThatComesBackBehindAMuteConnectionIsAsked() {
        RaftMembers members = new RaftMembers(directory, 3);
        RaftMember n1 = start(members, "n1", ELECTION_TIMEOUT);
        RaftMember n2 = start(members, "n2", ELECTION_TIMEOUT);
        RaftMember n3 = start(members, "n3", NEVER);
        await().atMost(PATIENCE).until(() -> n1.leads() || n2.leads());
        RaftMember leader = n1.leads() ? n1 : n2;
        RaftMember candidate = n1.leads() ? n2 : n1;
        close(n3);
        try (MuteConnections mute = new MuteConnections(members.address("n3"))) {
            await().atMost(PATIENCE).until(() -> mute.count() == 2);
            close(leader);
            await().atMost(PATIENCE).until(() -> mute.count() > 2); // the candidate dials as well
            mute.stopListening();

            start(members, "n3", NEVER);

            await().atMost(SECONDS).until(candidate::leads);
        }
    }

    private RaftMember start(RaftMembers members, String id, Duration electionTimeout) {
        RaftSettings settings = members.settings(id, electionTimeout, electionTimeout.multipliedBy(2));
        RaftMember member = new RaftMember(settings, List.of(new TermOrderGuard()));
        running.add(member);
        return member;
    }

    private void close(RaftMember member) {
        running.remove(member);
        member.close();
    }
}
