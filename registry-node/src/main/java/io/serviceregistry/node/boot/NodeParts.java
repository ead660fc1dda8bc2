package io.serviceregistry.node.boot;

import io.serviceregistry.node.core.model.FeatureLevel;
import io.serviceregistry.node.raft.RaftSettings;
import io.serviceregistry.node.raft.RaftSurroundings;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.ReadBarrier;
import io.serviceregistry.node.replication.Replicator;
import io.serviceregistry.node.replication.Views;
import java.io.IOException;

/**
 * The parts of a node that tests replace by worse ones, to see that they are missed. Production runs {@link #STANDARD} and
 * has no way to choose.
 */
interface NodeParts {
    NodeParts STANDARD = new NodeParts() {};

    /** The member of the Raft group. */
    default RatisNode raft(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
        return new RatisNode(settings, surroundings);
    }

    /** The highest feature level that the node understands. */
    default int supportedLevel() {
        return FeatureLevel.NEWEST;
    }

    /** What the write path proposes to. */
    default Replicator replicator(RatisNode raft, Views views) {
        return raft.replicator();
    }

    /** What linearizable reads of clients wait for. */
    default ReadBarrier readBarrier(RatisNode raft, Views views, ReadBarrier standard) {
        return standard;
    }
}
