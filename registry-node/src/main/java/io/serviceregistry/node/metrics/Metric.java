package io.serviceregistry.node.metrics;

/** The metrics: every name and every description there is. {@code docs/operations.md} lists them. */
public enum Metric {
    VERSION("registry.node.version", Kind.GAUGE, "1, with the version of this node"),
    READY("registry.node.ready", Kind.GAUGE, "1 while the node has caught up and knows a leader, 0 otherwise"),

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
            "registry.snapshot.index", Kind.GAUGE, "The log index of the newest durable snapshot; 0 without one");

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
