package io.serviceregistry.node.config;

import io.serviceregistry.node.core.model.ClusterSettings;
import java.util.List;

/** Everything an operator sets for one node. */
public record NodeConfig(
        ClusterConfig cluster,
        SelfConfig node,
        RaftConfig raft,
        DiskConfig disk,
        LeaseConfig lease,
        RequestsConfig requests,
        StormConfig storm,
        AgreementConfig agreement,
        WatchConfig watch,
        LimitsConfig limits,
        StopConfig stop,
        LogConfig log) {
    public NodeConfig {
        if (cluster.find(node.id()).isEmpty()) {
            List<String> ids = cluster.members().stream().map(MemberConfig::id).toList();
            throw new ConfigException("node.id", node.id(), "one of the cluster.members " + ids);
        }
    }

    /** This node among the members. */
    public MemberConfig self() {
        return cluster.find(node.id()).orElseThrow();
    }

    /** Where this node listens for an address that others know it by. */
    public Address bind(Address known) {
        return node.bindHost().isEmpty() ? known : known.on(node.bindHost());
    }

    /** What this node proposes for the cluster when it leads. */
    public ClusterSettings clusterSettings() {
        return new ClusterSettings(
                lease.grace().toMillis(),
                requests.window().toMillis(),
                requests.maxRemembered(),
                limits.maxInstancesPerService(),
                limits.maxInstances(),
                storm.percent(),
                storm.minLapses(),
                storm.maxHold().toMillis());
    }

    /** What works, but is probably not meant; one line each, for the log. */
    public List<String> warnings() {
        int voters = cluster.members().size();
        if (voters % 2 == 1) {
            return List.of();
        }
        return List.of("cluster.members: " + voters + " members survive the loss of no more nodes than " + (voters - 1)
                + " would (better: 1, 3 or 5)");
    }
}
