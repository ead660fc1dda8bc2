package io.serviceregistry.node.replication;

import java.util.Optional;
import java.util.SortedSet;

/**
 * Port to what this node knows of its place in the cluster. Every method may be called by any thread at any time, does not
 * block, and answers with this moment's value.
 */
public interface ConsensusView {
    /** What a node plays. */
    enum Role {
        LEADER,
        FOLLOWER,
        CANDIDATE,
        NOT_SERVING
    }

    /** The node's id. */
    String nodeId();

    /** The term; never goes back, and is durable before a vote is answered. */
    long term();

    /** The role. */
    Role role();

    /** The leader this node believes in; empty when it knows none. */
    Optional<String> leaderId();

    /** True when this node leads and an entry of its own term is committed and applied. */
    boolean isLeaderReady();

    /** The term for which this node became ready as a leader last; 0 when it never did. */
    long readyTerm();

    /**
     * False while this node's state counts as wrong. Such a node, should it lead, answers nobody and takes no writes.
     */
    boolean isTrusted();

    /** The highest index known committed; 0 while the member does not run. */
    long commitIndex();

    /** The highest index applied here, entries of the library included; 0 while the member does not run. */
    long appliedIndex();

    /**
     * The voters of the committed configuration; empty while the membership is changing, when no set of votes proves
     * anything.
     */
    Optional<SortedSet<String>> committedVoters();
}
