package io.serviceregistry.node.raft;

import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.StateJudge;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.apache.ratis.server.RaftServer;

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
        if (!isRunning()) {
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
        return isRunning() ? division.getRaftLog().getLastCommittedIndex() : 0;
    }

    @Override
    public long appliedIndex() {
        return isRunning() ? division.getInfo().getLastAppliedIndex() : 0;
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

    /** Else Ratis may have no log to ask: it is still being read, or could not be. */
    private boolean isRunning() {
        return division.getInfo().getLifeCycleState().isRunning();
    }
}
