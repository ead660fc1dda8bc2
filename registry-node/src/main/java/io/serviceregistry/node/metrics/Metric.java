package io.serviceregistry.node.metrics;

/** The metrics: every name and every description there is. {@code docs/operations.md} lists them. */
public enum Metric {
    VERSION("registry.node.version", Kind.GAUGE, "1, with the version of this node"),
    READY("registry.node.ready", Kind.GAUGE, "1 while the node has caught up and knows a leader, 0 otherwise"),

    FEATURE_LEVEL("registry.feature.level", Kind.GAUGE, "The feature level of the state"),
    FEATURE_LEVEL_SUPPORTED(
            "registry.feature.level.supported", Kind.GAUGE, "The highest feature level that the node understands"),

    RAFT_ROLE("registry.raft.role", Kind.GAUGE, "1 for the role that the node plays, 0 for the others"),
    RAFT_TERM("registry.raft.term", Kind.GAUGE, "The term"),
    RAFT_LEADER_KNOWN("registry.raft.leader.known", Kind.GAUGE, "1 while the node knows a leader, 0 otherwise"),
    RAFT_COMMIT_INDEX("registry.raft.commit.index", Kind.GAUGE, "The highest log index known committed"),
    RAFT_APPLIED_INDEX("registry.raft.applied.index", Kind.GAUGE, "The highest log index applied"),
    RAFT_APPLY_LAG("registry.raft.apply.lag", Kind.GAUGE, "Entries known committed and not applied"),

    REVISION("registry.state.revision", Kind.GAUGE, "The revision of the catalog"),
    REGISTRY_TIME("registry.state.time", Kind.SECONDS, "Registry time; it stands still while nobody leads"),
    INSTANCES("registry.instances", Kind.GAUGE, "Instances registered, in whatever status"),
    LEASES("registry.leases", Kind.GAUGE, "Leases, alive or lapsed"),
    SERVICES("registry.services", Kind.GAUGE, "Services with an instance"),
    SERVICES_HELD("registry.services.held", Kind.GAUGE, "Services that the storm governor holds"),

    AGREED_INDEX(
            "registry.agreement.agreed.index", Kind.GAUGE, "The last log index at which the state was found right"),
    COMPARED_INDEX("registry.agreement.compared.index", Kind.GAUGE, "The last log index at which states were compared"),
    DIVERGED("registry.agreement.diverged", Kind.GAUGE, "1 while the state counts as wrong, 0 otherwise"),

    DISK_SLOW("registry.disk.slow", Kind.SECONDS, "For how long the disk has been slow; 0 while it is not"),
    SNAPSHOT_INDEX(
            "registry.snapshot.index", Kind.GAUGE, "The log index of the newest durable snapshot; 0 without one"),
    SNAPSHOT_AGE(
            "registry.snapshot.age",
            Kind.SECONDS,
            "Registry time since the newest durable snapshot, or since the beginning without one"),
    SNAPSHOT_DURATION(
            "registry.snapshot.duration", Kind.SECONDS, "How long the last snapshot took to be written; 0 before it"),

    LANE_DEPTH("registry.lane.depth", Kind.GAUGE, "Writes that wait in a lane"),
    LANE_SHED("registry.lane.shed", Kind.COUNTER, "Writes that a lane refused because it was full"),
    ENTRIES_PROPOSED("registry.entries.proposed", Kind.COUNTER, "Entries that this node gave to the log as a leader"),
    COMMANDS_PROPOSED("registry.commands.proposed", Kind.COUNTER, "Commands in the entries that it gave to the log"),
    CHANGES("registry.changes", Kind.COUNTER, "Changes of instances that this node applied, by their reason"),

    RENEWALS("registry.renewals", Kind.COUNTER, "Renewals of leases that this node took in"),
    RENEWAL_BATCHES("registry.renewal.batches", Kind.COUNTER, "Commands that these renewals were put into"),
    RENEWALS_SHED("registry.renewals.shed", Kind.COUNTER, "Renewals refused because too many waited"),

    READS("registry.reads", Kind.COUNTER, "Reads, by the consistency that was asked for"),
    READS_WAITING("registry.reads.waiting", Kind.GAUGE, "Reads that wait for a view that is fresh enough"),
    READ_BARRIERS("registry.read.barriers", Kind.COUNTER, "Read barriers that a majority confirmed"),
    READ_BARRIER_DOUBTS(
            "registry.read.barrier.doubts", Kind.COUNTER, "Attempts of read barriers that had to be made again"),
    READ_AGE(
            "registry.read.age",
            Kind.SECONDS,
            "How old what this node shows may be: since its last read barrier; not a number before the first"),

    WATCH_STREAMS("registry.watch.streams", Kind.GAUGE, "Watches that are open"),
    WATCH_LAG("registry.watch.lag.revisions", Kind.GAUGE, "Revisions that the slowest watch is behind"),
    WATCH_RESPONSES("registry.watch.responses", Kind.COUNTER, "Responses sent to watches"),
    WATCH_CUT("registry.watch.cut", Kind.COUNTER, "Watches ended because their reader took too little"),
    WATCH_RESYNCS("registry.watch.resyncs", Kind.COUNTER, "Snapshots sent in place of what a watch had, by why"),

    REQUESTS("registry.requests", Kind.COUNTER, "Calls that ended, by door, operation and outcome"),
    REQUEST_TIME(
            "registry.request.duration",
            Kind.TIMER,
            "How long calls took that are answered once, by door and operation");

    /** What a metric is to a reader. */
    public enum Kind {
        /** A number now. */
        GAUGE(""),
        /** A time now, in seconds. */
        SECONDS("_seconds"),
        /** A number that only grows, from the start of the process on. */
        COUNTER("_total"),
        /** How often something took place, and how long it took. */
        TIMER("_seconds");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    private final String meter;
    private final Kind kind;
    private final String description;

    Metric(String meter, Kind kind, String description) {
        this.meter = meter;
        this.kind = kind;
        this.description = description;
    }

    /** The name that Micrometer knows it by. */
    String meter() {
        return meter;
    }

    Kind kind() {
        return kind;
    }

    String description() {
        return description;
    }

    /** The name that Prometheus knows it by. A timer has {@code _count}, {@code _sum} and the like behind it. */
    public String exposedName() {
        return meter.replace('.', '_') + kind.suffix;
    }
}
