package io.serviceregistry.node.boot;

import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.metrics.Metric;
import io.serviceregistry.node.metrics.NodeMetrics;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.service.NodeStatus;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The one table from what the parts of a node count to metrics. */
final class NodeMeters {
    private static final double MILLIS = 1_000;

    private final NodeMetrics metrics;

    NodeMeters(NodeMetrics metrics) {
        this.metrics = metrics;
    }

    /** What the node says of itself. Taken once for each scrape, so that what one scrape shows belongs together. */
    void bindStatus(Supplier<NodeStatus> source) {
        StatusAtScrape status = new StatusAtScrape(source);
        metrics.beforeEachScrape(status::take);
        metrics.gauge(Metric.VERSION, () -> 1, "version", Version.CURRENT);
        status.gauge(Metric.READY, now -> flag(now.ready()));
        for (Role role : Role.values()) {
            status.gauge(Metric.RAFT_ROLE, now -> flag(now.role() == role), "role", tag(role));
        }
        status.gauge(Metric.RAFT_TERM, NodeStatus::term);
        status.gauge(Metric.RAFT_LEADER_KNOWN, now -> flag(!now.leaderId().isEmpty()));
        status.gauge(Metric.REVISION, now -> now.state().revision());
        status.gauge(Metric.REGISTRY_TIME, now -> now.state().timeMillis() / MILLIS);
        status.gauge(Metric.INSTANCES, NodeStatus::instances);
        status.gauge(Metric.LEASES, NodeStatus::leases);
        status.gauge(Metric.SERVICES, NodeStatus::services);
        status.gauge(Metric.AGREED_INDEX, now -> now.agreement().agreedIndex());
        status.gauge(Metric.COMPARED_INDEX, now -> now.agreement().comparedIndex());
        status.gauge(Metric.DIVERGED, now -> flag(now.agreement().divergence().isPresent()));
        status.gauge(Metric.DISK_SLOW, now -> now.diskSlowMillis() / MILLIS);
        status.gauge(Metric.SNAPSHOT_INDEX, NodeStatus::snapshotIndex);
    }

    void bindRaft(RatisNode raft) {
        ConsensusView consensus = raft.consensus();
        metrics.gauge(Metric.RAFT_COMMIT_INDEX, consensus::commitIndex);
        metrics.gauge(Metric.RAFT_APPLIED_INDEX, consensus::appliedIndex);
        // The applied index first: what is applied in between makes the lag larger by what is under way, never
        // negative.
        metrics.gauge(Metric.RAFT_APPLY_LAG, () -> {
            long applied = consensus.appliedIndex();
            return Math.max(0, consensus.commitIndex() - applied);
        });
    }

    /** Beyond the status, which names a bounded number of held services. */
    void bindViews(Views views) {
        metrics.gauge(Metric.SERVICES_HELD, () -> held(views.current().image()));
    }

    private static int held(StateImage image) {
        return image.holds().size();
    }

    private static double flag(boolean value) {
        return value ? 1 : 0;
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The status that the scrape under way shows. */
    private final class StatusAtScrape {
        private final Supplier<NodeStatus> source;
        private volatile NodeStatus latest;

        StatusAtScrape(Supplier<NodeStatus> source) {
            this.source = source;
            this.latest = source.get();
        }

        void take() {
            latest = source.get();
        }

        void gauge(Metric metric, ToDoubleFunction<NodeStatus> value, String... tags) {
            metrics.gauge(metric, () -> value.applyAsDouble(latest), tags);
        }
    }
}
