package io.serviceregistry.node.boot;

import io.serviceregistry.node.agreement.Divergence;
import io.serviceregistry.node.core.state.Agreement;
import io.serviceregistry.node.core.state.Standing;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.service.Watches;
import io.serviceregistry.node.watch.WatchHub;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of a node whose state counts as wrong, besides that it serves nobody: it says so, does not stand for election,
 * and hands leadership to a node whose state is right. Thread-safe.
 *
 * <p>It still votes and replicates, because its log is right: the majority goes on with it as before. Where nobody knows whose
 * state is right, leadership stays where it is and elections go on: somebody must lead for the states to be compared again.
 */
final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final Duration HAND_OVER_WITHIN = Duration.ofSeconds(3);

    private final Views views;
    private final WatchHub watches;
    private final Executor executor;
    private final AtomicBoolean handingOver = new AtomicBoolean();
    private volatile @Nullable Divergence divergence;
    private volatile @Nullable RatisNode raft;

    /** Acts through {@code executor}, because it learns of a divergence on the thread of apply. */
    Quarantine(Views views, WatchHub watches, Executor executor) {
        this.views = views;
        this.watches = watches;
        this.executor = executor;
    }

    /** The node whose candidacy and leadership are at stake; set before anything is applied. */
    void guard(RatisNode node) {
        raft = node;
    }

    /** This node's state was found wrong, or is right again. */
    void changed(Optional<Divergence> found) {
        divergence = found.orElse(null);
        found.ifPresentOrElse(
                wrong -> watches.endAll(Watches.diverged(NodeSelf.told(wrong).toString())), watches::goOn);
        executor.execute(() -> {
            found.ifPresentOrElse(
                    wrong -> LOG.error(
                            "This node's state differs from that of the others at log index {}: digest {}, {}. It serves"
                                    + " nobody until it is found right again: see the operations manual, A node whose state"
                                    + " differs",
                            wrong.logIndex(),
                            wrong.digestText(),
                            wrong.majorityDigest() == null
                                    ? "and no digest has a majority"
                                    : "the majority has " + wrong.majorityDigestText()),
                    () -> LOG.info("This node's state is that of the majority again: it serves"));
            act();
        });
    }

    /** Does what is to be done; called when something changed, and every second. */
    void act() {
        RatisNode node = raft;
        if (node == null) {
            return;
        }
        Divergence wrong = divergence;
        if (wrong == null || wrong.majorityDigest() == null) {
            node.candidacy().withdraw();
            return;
        }
        node.candidacy().object();
        if (node.consensus().role() == Role.LEADER && handingOver.compareAndSet(false, true)) {
            handOver(node);
        }
    }

    private void handOver(RatisNode node) {
        Agreement agreement = views.current().image().agreement();
        Long right = agreement.majorityDigest();
        Optional<String> successor = agreement.standings().stream()
                .filter(standing -> right != null && Objects.equals(right, standing.digest()))
                .map(Standing::nodeId)
                .filter(nodeId -> !nodeId.equals(node.consensus().nodeId()))
                .findFirst();
        var unused = node.transferLeadership(successor, HAND_OVER_WITHIN).whenComplete((done, failure) -> {
            handingOver.set(false);
            if (failure != null) {
                LOG.warn(
                        "Leadership was not taken over by {}; trying again", successor.orElse("another node"), failure);
            }
        });
    }
}
