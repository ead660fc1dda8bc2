package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.NodeConfigLoader;
import io.serviceregistry.node.fault.HaltingFaultHandler;
import io.serviceregistry.node.raft.PlantedRaft;
import io.serviceregistry.node.raft.RaftSettings;
import io.serviceregistry.node.raft.RaftSurroundings;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.ReadBarrier;
import io.serviceregistry.node.replication.Replicator;
import io.serviceregistry.node.replication.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * The process of a node that lacks something on purpose: {@code -Dplanted=NAME ... --config FILE}, where the name is one of
 * {@link Planted}. For fault runs, which must notice it.
 */
public final class PlantedMain {
    /** What is wrong with the node. */
    private enum Planted implements NodeParts {
        /** Nothing, but decisions of old terms come late: see {@link HeldBackDecisions}. */
        HELD_BACK_DECISIONS {
            @Override
            public Replicator replicator(RatisNode raft, Views views) {
                return new HeldBackDecisions(raft.replicator(), views);
            }
        },
        /** The same, and apply does not look at the proposer's term. */
        NO_TERM_CHECK {
            @Override
            public RatisNode raft(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
                return PlantedRaft.withoutTermCheck(settings, surroundings);
            }

            @Override
            public Replicator replicator(RatisNode raft, Views views) {
                return new HeldBackDecisions(raft.replicator(), views);
            }
        },
        /** Entries are acknowledged before they are forced to the disk. */
        LATE_FORCES {
            @Override
            public RatisNode raft(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
                return PlantedRaft.withLateForces(settings, surroundings);
            }
        },
        /** Linearizable reads are confirmed by Ratis' read index instead of our barrier. */
        RATIS_READS {
            @Override
            public RatisNode raft(RaftSettings settings, RaftSurroundings surroundings) throws IOException {
                return PlantedRaft.withRatisReads(settings, surroundings);
            }

            @Override
            public ReadBarrier readBarrier(RatisNode raft, Views views, ReadBarrier standard) {
                return PlantedRaft.ratisReads(raft, views);
            }
        }
    }

    private PlantedMain() {}

    /** Starts the node and runs until it is killed. */
    public static void main(String[] args) throws StartException, InterruptedException {
        NodeConfig config = NodeConfigLoader.load(Path.of(args[1]), System.getenv());
        LogSetup.apply(config.log());
        Node.start(
                config,
                new HaltingFaultHandler(kind -> ExitCode.of(kind).number()),
                Planted.valueOf(System.getProperty("planted")));
        new CountDownLatch(1).await();
    }
}
