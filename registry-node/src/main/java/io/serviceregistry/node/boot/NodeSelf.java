package io.serviceregistry.node.boot;

import io.serviceregistry.node.agreement.Divergence;
import io.serviceregistry.node.agreement.OwnState;
import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Standing;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.disk.DiskWatch;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.CoalescedReadBarrier;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.service.Freshness;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.Readiness;
import io.serviceregistry.node.service.StateAgreement;
import io.serviceregistry.node.service.StatePoint;
import io.serviceregistry.node.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** What a node knows of itself: how fresh its view is, whether it can serve, its status. Thread-safe. */
final class NodeSelf implements Freshness, Readiness {
    private final RatisNode raft;
    private final ConsensusView consensus;
    private final OwnState state;
    private final Views views;
    private final CoalescedReadBarrier barrier;
    private final DiskWatch diskWatch;
    private final int supportedLevel;
    private final Clock clock;
    private final long startedAtNanos;

    NodeSelf(
            RatisNode raft,
            OwnState state,
            Views views,
            CoalescedReadBarrier barrier,
            DiskWatch diskWatch,
            int supportedLevel,
            Clock clock) {
        this.raft = raft;
        this.consensus = raft.consensus();
        this.state = state;
        this.views = views;
        this.barrier = barrier;
        this.diskWatch = diskWatch;
        this.supportedLevel = supportedLevel;
        this.clock = clock;
        this.startedAtNanos = clock.monotonicNanos();
    }

    @Override
    public OptionalLong ageMillis() {
        return barrier.ageMillis();
    }

    /**
     * A node has caught up when a read barrier has succeeded since it started: then its view holds everything that was
     * acknowledged before that barrier began.
     */
    @Override
    public Optional<String> notReadyReason() {
        if (!raft.isAlive()) {
            return Optional.of("the Raft member has closed");
        }
        return barrier.ageMillis().isPresent()
                ? Optional.empty()
                : Optional.of("the node has not caught up with a majority since it started");
    }

    @Override
    public Optional<String> divergence() {
        return state.divergence().map(found -> told(found).toString());
    }

    NodeStatus status() {
        CatalogView view = views.current();
        StateImage image = view.image();
        String leader = consensus.leaderId().orElse("");
        String reason = divergence().or(this::notReadyReason).orElse(leader.isEmpty() ? "no leader is known" : "");
        return new NodeStatus(
                consensus.nodeId(),
                consensus.role(),
                leader,
                StatePoint.of(view),
                Version.CURRENT,
                reason.isEmpty(),
                reason,
                consensus.term(),
                consensus.commitIndex(),
                image.digest(),
                image.instances(),
                image.leases().size(),
                image.services().size(),
                image.holds().keySet().stream()
                        .limit(NodeStatus.MAX_HELD)
                        .map(Object::toString)
                        .toList(),
                TimeUnit.NANOSECONDS.toMillis(clock.monotonicNanos() - startedAtNanos),
                raft.snapshotIndex(),
                diskWatch.slowMillis().orElse(0),
                agreement(image.agreement()),
                image.featureLevel(),
                supportedLevel);
    }

    private StateAgreement agreement(Agreement compared) {
        return new StateAgreement(
                compared.comparedIndex(),
                state.agreedIndex(),
                compared.standings().stream()
                        .filter(standing -> standing.digest() == null)
                        .map(Standing::nodeId)
                        .toList(),
                state.divergence().map(NodeSelf::told));
    }

    static StateAgreement.Divergence told(Divergence found) {
        return new StateAgreement.Divergence(found.logIndex(), found.digestText(), found.majorityDigestText());
    }
}
