package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.junit.jupiter.api.Test;

/** Who is hung up on, and how often. */
class SilentMembersTest {
    private static final RaftPeerId N2 = RaftPeerId.valueOf("n2");
    private static final Duration ROUND = Duration.ofMillis(900);

    private final ManualClock clock = new ManualClock();
    private final List<RaftPeerId> hungUp = new ArrayList<>();
    private final SilentMembers members =
            new SilentMembers(clock, Duration.ofSeconds(2), Duration.ofSeconds(1), hungUp::add);

    @Test
    void aVoterThatIsSilentForRoundsOfAnElectionIsHungUpOn() {
        rounds(2);
        assertThat(hungUp).isEmpty();
        rounds(1);
        assertThat(hungUp).containsExactly(N2);
    }

    @Test
    void aVoterWhoseAnswersCameTooLateInElectionsLongAgoIsNot() {
        for (int election = 0; election < 5; election++) {
            rounds(1);
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(hungUp).isEmpty();
    }

    @Test
    void anAnswerEndsTheSilence() {
        rounds(2);
        members.answered(N2);
        rounds(2);
        assertThat(hungUp).isEmpty();
    }

    @Test
    void aSilentFollowerIsHungUpOnEveryFiveSeconds() {
        for (int second = 1; second <= 16; second++) {
            clock.advance(Duration.ofSeconds(1));
            members.look(List.of(silentFor(Duration.ofSeconds(second))));
        }
        assertThat(hungUp).hasSize(3);
    }

    @Test
    void aFollowerThatAnswersHeartbeatsIsNot() {
        for (int second = 1; second <= 60; second++) {
            clock.advance(Duration.ofSeconds(1));
            members.look(List.of(silentFor(Duration.ofMillis(700))));
        }
        assertThat(hungUp).isEmpty();
    }

    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            members.asked(N2);
            clock.advance(ROUND);
            members.unanswered(N2);
        }
    }

    private static ServerRpcProto silentFor(Duration time) {
        return ServerRpcProto.newBuilder()
                .setId(RaftPeer.newBuilder().setId(N2).build().getRaftPeerProto())
                .setLastRpcElapsedTimeMs(time.toMillis())
                .build();
    }
}
