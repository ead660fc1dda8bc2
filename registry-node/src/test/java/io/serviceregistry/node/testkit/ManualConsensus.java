package io.serviceregistry.node.testkit;

import io.serviceregistry.node.replication.ConsensusView;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A node's place in the cluster, as a test says. */
public final class ManualConsensus implements ConsensusView {
    private final String nodeId;
    private long term;
    private Role role = Role.FOLLOWER;
    private @Nullable String leaderId;
    private boolean ready;
    private boolean trusted = true;
    private long readyTerm;
    private long commitIndex;
    private Optional<SortedSet<String>> voters;

    /** A follower of nobody at term 0. */
    public ManualConsensus(String nodeId, String... voters) {
        this.nodeId = nodeId;
        this.voters = Optional.of(new TreeSet<>(List.of(voters)));
    }

    /** This node leads the term, and an entry of the term is committed. */
    public ManualConsensus leads(long newTerm) {
        elected(newTerm);
        ready = true;
        readyTerm = newTerm;
        return this;
    }

    /** This node leads the term, which nothing shows yet in the log. */
    public ManualConsensus elected(long newTerm) {
        term = newTerm;
        role = Role.LEADER;
        leaderId = nodeId;
        ready = false;
        return this;
    }

    /** This node follows a leader, or nobody. */
    public ManualConsensus follows(@Nullable String leader, long newTerm) {
        term = newTerm;
        role = Role.FOLLOWER;
        leaderId = leader;
        ready = false;
        return this;
    }

    /** The library changes the role of a deposed leader before its term. */
    public void losesItsRole() {
        role = Role.FOLLOWER;
    }

    public void termIs(long newTerm) {
        term = newTerm;
    }

    public void commitIndexIs(long index) {
        commitIndex = index;
    }

    /** This node's state counts as wrong from now on, or as right. */
    public void isTrusted(boolean now) {
        trusted = now;
    }

    /** The membership begins to change. */
    public void membershipChanges() {
        voters = Optional.empty();
    }

    @Override
    public String nodeId() {
        return nodeId;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public Role role() {
        return role;
    }

    @Override
    public Optional<String> leaderId() {
        return Optional.ofNullable(leaderId);
    }

    @Override
    public boolean isLeaderReady() {
        return ready && role == Role.LEADER;
    }

    @Override
    public long readyTerm() {
        return readyTerm;
    }

    @Override
    public boolean isTrusted() {
        return trusted;
    }

    @Override
    public long commitIndex() {
        return commitIndex;
    }

    @Override
    public long appliedIndex() {
        return commitIndex;
    }

    @Override
    public Optional<SortedSet<String>> committedVoters() {
        return voters;
    }
}
