package io.serviceregistry.node.boot;

import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.lease.RenewalBatcher;
import io.serviceregistry.node.metrics.Metric;
import io.serviceregistry.node.metrics.NodeMetrics;
import io.serviceregistry.node.raft.RatisNode;
import io.serviceregistry.node.replication.CoalescedReadBarrier;
import io.serviceregistry.node.replication.ConsensusView;
import io.serviceregistry.node.replication.ConsensusView.Role;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.Views;
import io.serviceregistry.node.replication.WritePath;
import io.serviceregistry.node.service.NodeStatus;
import io.serviceregistry.node.service.ReadConsistency;
import io.serviceregistry.node.service.ReadOptions.Level;
import io.serviceregistry.node.watch.WatchContent.Resync.Reason;
import io.serviceregistry.node.watch.WatchCounts;
import io.serviceregistry.node.watch.WatchHub;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The one table from what the parts of a node count to metrics. */
final class NodeMeters {
    private static final double MILLIS = 1_000;
    private static final double NANOS = 1_000_000_000;

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
        status.gauge(Metric.FEATURE_LEVEL, NodeStatus::featureLevel);
        status.gauge(Metric.FEATURE_LEVEL_SUPPORTED, NodeStatus::supportedFeatureLevel);
        status.gauge(Metric.SNAPSHOT_INDEX, NodeStatus::snapshotIndex);
    }

    void bindRaft(RatisNode raft, Views views) {
        ConsensusView consensus = raft.consensus();
        metrics.gauge(Metric.RAFT_COMMIT_INDEX, consensus::commitIndex);
        metrics.gauge(Metric.RAFT_APPLIED_INDEX, consensus::appliedIndex);
        // The applied index first: what is applied in between makes the lag larger by what is under way, never
        // negative.
        metrics.gauge(Metric.RAFT_APPLY_LAG, () -> {
            long applied = consensus.appliedIndex();
            return Math.max(0, consensus.commitIndex() - applied);
        });
        metrics.gauge(Metric.SNAPSHOT_AGE, () -> {
            long snapshot = raft.snapshotTimeMillis();
            return Math.max(0, views.current().image().timeMillis() - snapshot) / MILLIS;
        });
        metrics.gauge(Metric.SNAPSHOT_DURATION, () -> raft.snapshotNanos() / NANOS);
    }

    void bindWrites(WritePath writes, RenewalBatcher renewals, ChangeCounts changes) {
        for (Lane lane : Lane.values()) {
            metrics.gauge(Metric.LANE_DEPTH, () -> writes.depth(lane), "lane", tag(lane));
            metrics.counter(Metric.LANE_SHED, () -> writes.shed(lane), "lane", tag(lane));
        }
        metrics.counter(Metric.ENTRIES_PROPOSED, writes::entriesProposed);
        metrics.counter(Metric.COMMANDS_PROPOSED, writes::commandsProposed);
        for (ChangeReason reason : ChangeReason.values()) {
            metrics.counter(Metric.CHANGES, () -> changes.of(reason), "reason", tag(reason));
        }
        metrics.counter(Metric.RENEWALS, renewals::renewals);
        metrics.counter(Metric.RENEWAL_BATCHES, renewals::batches);
        metrics.counter(Metric.RENEWALS_SHED, renewals::refused);
    }

    void bindReads(ReadConsistency reads, CoalescedReadBarrier barrier) {
        for (Level level : Level.values()) {
            metrics.counter(Metric.READS, () -> reads.reads(level), "consistency", tag(level));
        }
        metrics.gauge(Metric.READS_WAITING, reads::waiting);
        metrics.counter(Metric.READ_BARRIERS, barrier::confirmedRounds);
        metrics.counter(Metric.READ_BARRIER_DOUBTS, barrier::doubts);
        metrics.gauge(Metric.READ_AGE, () -> {
            OptionalLong ageMillis = barrier.ageMillis();
            return ageMillis.isPresent() ? ageMillis.getAsLong() / MILLIS : Double.NaN;
        });
    }

    void bindWatches(WatchHub watches) {
        metrics.gauge(Metric.WATCH_STREAMS, watches::open);
        metrics.gauge(Metric.WATCH_LAG, watches::worstLag);
        WatchCounts counts = watches.counts();
        metrics.counter(Metric.WATCH_RESPONSES, counts::sent);
        metrics.counter(Metric.WATCH_CUT, counts::cut);
        for (Reason reason : Reason.values()) {
            metrics.counter(Metric.WATCH_RESYNCS, () -> counts.resyncs(reason), "reason", tag(reason));
        }
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
