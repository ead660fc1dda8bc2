package io.serviceregistry.node.service;

import io.serviceregistry.node.replication.ConsensusView;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A node's place in a cluster in which nothing moves. */
public record FixedConsensus(String nodeId, Role role, Optional<String> leaderId, long term) implements ConsensusView {
    /** A node that leads term 7. */
    public static FixedConsensus leader(String nodeId) {
        return new FixedConsensus(nodeId, Role.LEADER, Optional.of(nodeId), 7);
    }

    @Override
    public boolean isLeaderReady() {
        return role == Role.LEADER;
    }

    @Override
    public long readyTerm() {
        return isLeaderReady() ? term : 0;
    }

    @Override
    public boolean isTrusted() {
        return true;
    }

    @Override
    public long commitIndex() {
        return 42;
    }

    @Override
    public long appliedIndex() {
        return 42;
    }

    @Override
    public Optional<SortedSet<String>> committedVoters() {
        return Optional.of(new TreeSet<>(java.util.Set.of(nodeId)));
    }
}
