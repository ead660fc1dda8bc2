package io.serviceregistry.node.boot;

import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.raft.ApplyListener;
import io.serviceregistry.node.raft.RaftSettings;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.ReadBarrier;
import io.serviceregistry.node.replication.Replicator;
import io.serviceregistry.node.replication.StateJudge;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.time.Clock;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The parts of a node that tests replace by worse ones, to see that they are missed. Production runs {@link #STANDARD} and
 * has no way to choose.
 */
interface NodeParts {
    NodeParts STANDARD = new NodeParts() {};

    /** The member of the Raft group. */
    default RatisNode raft(
            RaftSettings settings,
            Views views,
            ApplyListener listener,
            StateJudge judge,
            FaultHandler faults,
            Clock clock,
            ScheduledExecutorService timer,
            Executor snapshotWriter)
            throws IOException {
        return new RatisNode(settings, views, listener, judge, faults, clock, timer, snapshotWriter);
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
