package io.serviceregistry.node.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.raft.MemberCondition.Phase;
import io.serviceregistry.node.raft.Watchdog.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is ended, after how many looks, and above all who is not. */
class WatchdogTest {
    private static final int HOURS_OF_LOOKS = 20_000;

    private final Watchdog watchdog = new Watchdog();

    @Test
    void aMemberThatRatisClosedIsEndedAtTheSecondLook() {
        assertThat(watchdog.look(member(Phase.CLOSED, 3), false)).isEqualTo(Verdict.FINE);
        assertThat(watchdog.look(member(Phase.CLOSED, 3), false)).isEqualTo(Verdict.CLOSED);
    }

    @Test
    void aLeaderThatDoesNotBecomeReadyStepsDownOnceAndIsEndedThen() {
        List<Verdict> verdicts = looks(10, stuckLeader(7, 100));
        assertThat(verdicts.subList(0, 9))
                .containsOnlyOnce(Verdict.STEP_DOWN)
                .allMatch(verdict -> verdict == Verdict.FINE || verdict == Verdict.STEP_DOWN);
        assertThat(verdicts.indexOf(Verdict.STEP_DOWN)).isEqualTo(4);
        assertThat(verdicts.get(9)).isEqualTo(Verdict.NOT_READY);
    }

    @Test
    void steppingDownAndLeadingAgainAsBadlyIsNoWayOut() {
        looks(5, stuckLeader(7, 100));
        looks(3, follower(8, 100));
        assertThat(looks(4, stuckLeader(9, 100))).containsOnly(Verdict.FINE);
        assertThat(watchdog.look(stuckLeader(9, 100), true)).isEqualTo(Verdict.NOT_READY);
    }

    @Test
    void progressAfterSteppingDownStartsAfresh() {
        looks(5, stuckLeader(7, 100));
        looks(1, follower(8, 102)); // another leader commits
        assertThat(looks(4, stuckLeader(9, 102))).containsOnly(Verdict.FINE);
    }

    @Test
    void aLeaderThatAppliesALongLogIsNotStuck() {
        for (int look = 0; look < 1_000; look++) {
            assertThat(watchdog.look(stuckLeader(7, 100 + look), true)).isEqualTo(Verdict.FINE);
        }
    }

    @Test
    void aLeaderThatIsReadyIsLeftInPeace() {
        MemberCondition ready = new MemberCondition(Phase.MEMBER, true, true, true, 7, 100);
        assertThat(looks(HOURS_OF_LOOKS, ready)).containsOnly(Verdict.FINE); // idle, or without a majority
    }

    @Test
    void electionAfterElectionIsNoFault() {
        List<Verdict> verdicts = new ArrayList<>();
        for (int term = 1; term < 1_000; term++) {
            verdicts.addAll(looks(2, candidate(term)));
            verdicts.addAll(looks(3, stuckLeader(term, 100))); // elected, deposed before it was ready
        }
        assertThat(verdicts).containsOnly(Verdict.FINE);
    }

    @Test
    void aLeaderThatIsElectedAnewBetweenTwoLooksIsNotStuck() {
        for (int term = 1; term < 1_000; term++) {
            assertThat(looks(3, stuckLeader(term, 100))).containsOnly(Verdict.FINE);
        }
    }

    @Test
    void aNodeWithoutAMajorityWaitsForEver() {
        assertThat(looks(HOURS_OF_LOOKS, candidate(3), false)).containsOnly(Verdict.FINE);
        assertThat(looks(HOURS_OF_LOOKS, candidate(0), false)).containsOnly(Verdict.FINE);
        assertThat(looks(HOURS_OF_LOOKS, member(Phase.WAITING, 0), false)).containsOnly(Verdict.FINE);
    }

    @Test
    void aNodeCutOffFromItsRaftPeersAloneWaitsToo() {
        // They answer over another port; its log may be the newest, and it has a term.
        assertThat(looks(HOURS_OF_LOOKS, candidate(3), true)).containsOnly(Verdict.FINE);
    }

    @Test
    void aMemberThatNobodyTakesInIsEndedWhileAMajorityAnswers() {
        assertThat(looks(29, member(Phase.WAITING, 0), true)).containsOnly(Verdict.FINE);
        assertThat(watchdog.look(member(Phase.WAITING, 0), true)).isEqualTo(Verdict.LEFT_OUT);
    }

    @Test
    void aMemberThatNoElectionReachesIsEndedWhileAMajorityAnswers() {
        assertThat(looks(29, candidate(0), true)).containsOnly(Verdict.FINE);
        assertThat(watchdog.look(candidate(0), true)).isEqualTo(Verdict.LEFT_OUT);
    }

    @Test
    void aMajorityThatComesAndGoesStartsTheCountAfresh() {
        looks(29, candidate(0), true);
        looks(1, candidate(0), false);
        assertThat(looks(29, candidate(0), true)).containsOnly(Verdict.FINE);
    }

    @Test
    void aMemberThatIsGivenASnapshotKnowsItsLeaderAndIsLeftInPeace() {
        MemberCondition restarting = new MemberCondition(Phase.WAITING, false, false, true, 7, 100);
        assertThat(looks(HOURS_OF_LOOKS, restarting)).containsOnly(Verdict.FINE);
    }

    @Test
    void theOthersAreAskedOnlyWhenItMatters() {
        assertThat(Watchdog.asksForOthers(candidate(0))).isTrue();
        assertThat(Watchdog.asksForOthers(member(Phase.WAITING, 4))).isTrue();
        assertThat(Watchdog.asksForOthers(candidate(4))).isFalse();
        assertThat(Watchdog.asksForOthers(follower(4, 100))).isFalse();
        assertThat(Watchdog.asksForOthers(member(Phase.CLOSED, 0))).isFalse();
    }

    private List<Verdict> looks(int count, MemberCondition member) {
        return looks(count, member, true);
    }

    private List<Verdict> looks(int count, MemberCondition member, boolean electable) {
        List<Verdict> verdicts = new ArrayList<>();
        for (int look = 0; look < count; look++) {
            verdicts.add(watchdog.look(member, electable));
        }
        return verdicts;
    }

    private static MemberCondition stuckLeader(long term, long progress) {
        return new MemberCondition(Phase.MEMBER, true, false, true, term, progress);
    }

    private static MemberCondition follower(long term, long progress) {
        return new MemberCondition(Phase.MEMBER, false, false, true, term, progress);
    }

    private static MemberCondition candidate(long term) {
        return member(Phase.MEMBER, term);
    }

    private static MemberCondition member(Phase phase, long term) {
        return new MemberCondition(phase, false, false, false, term, 100);
    }
}
