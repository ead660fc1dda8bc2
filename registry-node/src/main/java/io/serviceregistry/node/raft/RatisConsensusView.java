package io.serviceregistry.node.raft;

import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.StateJudge;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.LifeCycle;

/** What Ratis knows of this node's place in the cluster. */
final class RatisConsensusView implements ConsensusView {
    private final RaftServer.Division division;
    private final RatisStateMachine stateMachine;
    private final StateJudge judge;
    private final String nodeId;

    RatisConsensusView(RaftServer.Division division, RatisStateMachine stateMachine, StateJudge judge) {
        this.division = division;
        this.stateMachine = stateMachine;
        this.judge = judge;
        this.nodeId = division.getId().toString();
    }

    @Override
    public String nodeId() {
        return nodeId;
    }

    @Override
    public long term() {
        return division.getInfo().getCurrentTerm();
    }

    @Override
    public Role role() {
        if (!division.getInfo().getLifeCycleState().isRunning()) {
            return Role.NOT_SERVING;
        }
        return switch (division.getInfo().getCurrentRole()) {
            case LEADER -> Role.LEADER;
            case CANDIDATE -> Role.CANDIDATE;
            default -> Role.FOLLOWER;
        };
    }

    @Override
    public Optional<String> leaderId() {
        RaftPeerId leader = division.getInfo().getLeaderId();
        return leader == null || leader.toString().isEmpty() ? Optional.empty() : Optional.of(leader.toString());
    }

    @Override
    public boolean isLeaderReady() {
        return division.getInfo().isLeader() && division.getInfo().isLeaderReady();
    }

    @Override
    public long readyTerm() {
        return stateMachine.readyTerm();
    }

    @Override
    public boolean isTrusted() {
        return judge.isTrusted();
    }

    @Override
    public long commitIndex() {
        return hasLog() ? division.getRaftLog().getLastCommittedIndex() : 0;
    }

    @Override
    public long appliedIndex() {
        return hasLog() ? division.getInfo().getLastAppliedIndex() : 0;
    }

    /** False while a node that has just been started, and is asked for its status, still reads its log. */
    private boolean hasLog() {
        LifeCycle.State state = division.getInfo().getLifeCycleState();
        return state != LifeCycle.State.NEW && state != LifeCycle.State.STARTING;
    }

    @Override
    public Optional<SortedSet<String>> committedVoters() {
        RaftConfiguration configuration = division.getRaftConf();
        if (!configuration.getPreviousPeers().isEmpty() || configuration.getLogEntryIndex() > commitIndex()) {
            return Optional.empty();
        }
        SortedSet<String> voters = new TreeSet<>();
        configuration.getCurrentPeers().forEach(peer -> voters.add(peer.getId().toString()));
        return Optional.of(voters);
    }
}
