package io.serviceregistry.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.cli.cluster.ClusterReport.Agreement;
import io.serviceregistry.cli.local.NodeProcess;
import io.serviceregistry.cli.testkit.Fixtures;
import io.serviceregistry.cli.testkit.ManualClock;
import io.serviceregistry.client.NodeRole;
import io.serviceregistry.client.NodeStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {

    private static final List<Seat> THREE = List.of(seat("n1"), seat("n2"), seat("n3"));

    private final Map<String, Deque<NodeStatus>> script = new HashMap<>();
    private final ClusterCheck check = new ClusterCheck(this::ask, Runnable::run, new ManualClock());

    @Test
    void allIsWellWhenAllHoldTheSameState() {
        says("n1", leader(41, "aa"));
        says("n2", follower("n2", 41, "aa"));
        says("n3", follower("n3", 41, "aa"));
        ClusterReport report = check.compare(THREE);
        assertThat(report.isAllWell()).isTrue();
        assertThat(report.leader()).contains("n1");
        assertThat(report.complaint()).isEmpty();
    }

    @Test
    void digestsAreComparedAtAnIndexThatAllHavePassed() {
        // Under traffic no look finds all three at one index; 43 is passed by each, in different looks.
        says("n1", leader(43, "cc"), leader(45, "ee"), leader(47, "gg"));
        says("n2", follower("n2", 42, "bb"), follower("n2", 43, "cc"), follower("n2", 46, "ff"));
        says("n3", follower("n3", 40, "00"), follower("n3", 41, "aa"), follower("n3", 43, "cc"));
        ClusterReport report = check.compare(THREE);
        assertThat(report.agreement()).isEqualTo(Agreement.AGREE);
        assertThat(report.members()).allSatisfy(member -> {
            assertThat(member.position()).isEqualTo(new StatePosition(43, 9, "cc"));
        });
    }

    @Test
    void differentDigestsAtOneIndexAreReported() {
        says("n1", leader(41, "aa"));
        says("n2", follower("n2", 41, "aa"));
        says("n3", follower("n3", 41, "bb"));
        ClusterReport report = check.compare(THREE);
        assertThat(report.agreement()).isEqualTo(Agreement.DIFFER);
        assertThat(report.isServing()).isTrue();
        assertThat(report.isAllWell()).isFalse();
        assertThat(report.complaint()).contains("digests differ");
    }

    @Test
    void statesThatNeverMeetAreNotCalledEqual() {
        says("n1", leader(41, "aa"));
        says("n2", follower("n2", 42, "aa"));
        says("n3", follower("n3", 43, "aa"));
        ClusterReport report = check.compare(THREE);
        assertThat(report.agreement()).isEqualTo(Agreement.NOT_COMPARED);
        assertThat(report.isAllWell()).isFalse();
    }

    @Test
    void aNodeThatDoesNotAnswerIsUnhealthyAndTheOthersAreCompared() {
        says("n1", leader(41, "aa"));
        says("n2", follower("n2", 41, "aa"));
        ClusterReport report = check.compare(THREE);
        assertThat(report.agreement()).isEqualTo(Agreement.AGREE);
        assertThat(report.isAllWell()).isFalse();
        assertThat(report.complaint()).isEqualTo("not healthy: n3 (unreachable)");
    }

    @Test
    void aPausedNodeIsNotAsked() {
        says("n1", leader(41, "aa"));
        says("n2", follower("n2", 41, "aa"));
        Seat paused = new Seat("n3", "n3", null, "n3", NodeProcess.State.PAUSED, null);
        ClusterReport report = check.compare(List.of(seat("n1"), seat("n2"), paused));
        assertThat(report.members().get(2).role()).isEqualTo("paused");
        assertThat(report.members().get(2).healthy()).isFalse();
    }

    @Test
    void ofTwoThatSayTheyLeadTheLaterTermDoes() {
        NodeStatus old = Fixtures.status("n1", NodeRole.LEADER, "n1", 41, "aa");
        NodeStatus current = new NodeStatus(
                old.header(),
                "",
                true,
                "",
                old.term() + 1,
                41,
                "aa",
                0,
                0,
                0,
                List.of(),
                old.uptime(),
                0,
                old.diskSlow(),
                old.agreement(),
                1,
                1);
        says("n1", old);
        says("n2", current);
        says("n3", follower("n3", 41, "aa"));
        ClusterReport report = check.compare(THREE);
        assertThat(report.leader()).contains("n2");
        assertThat(report.isServing()).isFalse();
    }

    @Test
    void aNodeWithoutALeaderSaysWhyItIsNotReady() {
        says("n1", Fixtures.unreadyStatus("n1"));
        ClusterReport report = check.look(List.of(seat("n1")));
        assertThat(report.leader()).isEmpty();
        assertThat(report.complaint()).isEqualTo("not healthy: n1 (no leader is known)");
    }

    private void says(String node, NodeStatus... statuses) {
        script.put(node, new ArrayDeque<>(List.of(statuses)));
    }

    /** The next line of the node's script; the last one for ever. */
    private Optional<NodeStatus> ask(String address) {
        Deque<NodeStatus> lines = script.getOrDefault(address, new ArrayDeque<>());
        return lines.size() > 1 ? Optional.of(lines.removeFirst()) : Optional.ofNullable(lines.peekFirst());
    }

    private static NodeStatus leader(long logIndex, String digest) {
        return Fixtures.status("n1", NodeRole.LEADER, "n1", logIndex, digest);
    }

    private static NodeStatus follower(String node, long logIndex, String digest) {
        return Fixtures.status(node, NodeRole.FOLLOWER, "n1", logIndex, digest);
    }

    private static Seat seat(String id) {
        return new Seat(id, id, null, id, null, null);
    }
}
