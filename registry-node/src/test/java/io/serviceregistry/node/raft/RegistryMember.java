package io.serviceregistry.node.raft;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.replication.CoalescedReadBarrier;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.LaneLimits;
import io.serviceregistry.node.replication.Peers;
import io.serviceregistry.node.replication.ReadBarrier;
import io.serviceregistry.node.replication.ReadIndexLeader;
import io.serviceregistry.node.replication.WriteConfig;
import io.serviceregistry.node.replication.WritePath;
import io.serviceregistry.node.time.Clock;
import io.serviceregistry.node.time.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A real member with the write path and the read barrier of a node in front, and no door. Thread-safe. */
final class RegistryMember implements AutoCloseable {
    private static final Duration ATTEMPT = Duration.ofMillis(500);

    private final Clock clock = new SystemClock();
    private final RaftMember member;
    private final WritePath writes;
    private final ReadIndexLeader readIndexes;
    private final ReadBarrier barrier;
    private final Thread proposer;
    private volatile boolean stopped;

    RegistryMember(RaftMember member, Peers peers) {
        this.member = member;
        this.writes = new WritePath(
                member.replicator(),
                member.consensus(),
                peers,
                member.views(),
                List.of(),
                WriteConfig.of(Duration.ofMillis(50), LaneLimits.DEFAULT, ClusterSettings.DEFAULT),
                clock,
                member.timer(),
                member.background());
        this.readIndexes = new ReadIndexLeader(member.consensus(), peers, ATTEMPT);
        this.barrier = barrier(member.consensus(), peers);
        this.proposer = new Thread(this::propose, id() + "-propose");
        proposer.setDaemon(true);
        proposer.start();
    }

    private void propose() {
        try {
            while (!stopped) {
                writes.turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A barrier of this node that sees the cluster through other eyes. */
    ReadBarrier barrier(ConsensusView consensus, Peers peers) {
        return new CoalescedReadBarrier(
                consensus,
                new ReadIndexLeader(consensus, peers, ATTEMPT),
                peers,
                writes,
                member.views(),
                clock,
                member.timer(),
                member.background(),
                ATTEMPT);
    }

    String id() {
        return member.consensus().nodeId();
    }

    RaftMember member() {
        return member;
    }

    WritePath writes() {
        return writes;
    }

    ReadIndexLeader readIndexes() {
        return readIndexes;
    }

    /** A linearizable read. */
    CompletableFuture<CatalogView> read(Duration budget) {
        return barrier.await(budget);
    }

    /** Registers an instance through this node. */
    CompletableFuture<?> write(RegisterInstance command, Duration budget) {
        return writes.submit(Lane.REGISTRATION, LoggedCommand.internal(command), budget);
    }

    @Override
    public void close() {
        stopped = true;
        proposer.interrupt();
        member.close();
    }
}
